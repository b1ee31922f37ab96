import { followKey, type Follow } from "../../core/follow/follow.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";

/** A settled follow while its outcome is delivered: what it is now, whether it is still ours, and how to store a change. */
export class FollowInDelivery {
  readonly #registry: FollowRegistry;
  #lastKnown: Follow;

  constructor(registry: FollowRegistry, follow: Follow) {
    this.#registry = registry;
    this.#lastKnown = follow;
  }

  /** What it is now; once it is no longer open, what it was last. */
  get current(): Follow {
    return this.#registry.ofId(this.#lastKnown.id) ?? this.#lastKnown;
  }

  /** Whether this process has it open. Only the store knows whether another process has moved it on: {@link isStillOurs}. */
  get isOpen(): boolean {
    return this.#registry.ofId(this.#lastKnown.id) !== undefined;
  }

  /**
   * Asks the store whether the follow still waits for its delivery. The last look before something visible happens: a
   * process that slept must not repeat what another one has done. Rejects with a StoreError.
   */
  async isStillOurs(): Promise<boolean> {
    const { id } = this.#lastKnown;
    const stored = await this.#registry.reread(followKey(this.#lastKnown));
    return stored?.id === id && stored.state === "settled";
  }

  /**
   * Stores a change of this follow. Resolves with the follow as it is then, or with `undefined` if it is not ours any
   * more: then nothing is stored. Rejects with a StoreError.
   */
  async save(change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    const saved = await this.#registry.updateOf(this.#lastKnown, change);
    if (saved) this.#lastKnown = saved;
    return saved;
  }
}

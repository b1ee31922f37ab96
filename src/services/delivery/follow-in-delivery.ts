import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Delivery } from "../../core/channel/channel-settings.ts";
import { NotOursError } from "../../core/errors.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import type { Checkpoint } from "../../core/ports/platform.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";

/**
 * A settled follow during its delivery: its latest version, whether it is still ours, and how to store a change. The
 * delivery goes through this handle only, because a user or another process may change or end the follow at any time.
 */
export class FollowInDelivery {
  readonly #registry: FollowRegistry;
  #lastKnown: Follow;

  constructor(registry: FollowRegistry, follow: Follow) {
    this.#registry = registry;
    this.#lastKnown = follow;
  }

  /** The follow as it was when the store was last asked or written here. */
  get current(): Follow {
    return this.#lastKnown;
  }

  /**
   * Asks the store whether the follow still waits for its delivery, and brings {@link current} up to date. Called right before
   * anything visible happens: a process that was suspended must not repeat what another one has done. Rejects with a StoreError.
   */
  async isStillOurs(): Promise<boolean> {
    const { id } = this.#lastKnown;
    const stored = await this.#registry.ofKey(followKey(this.#lastKnown));
    if (stored?.id !== id || stored.state !== "settled") return false;
    this.#lastKnown = stored;
    return true;
  }

  /** Like {@link isStillOurs}, but rejects with a NotOursError if it does not wait for its delivery any more. */
  async assertOurs(): Promise<void> {
    if (!(await this.isStillOurs())) throw new NotOursError();
  }

  /**
   * Stores a change of this follow. Resolves with the changed follow, or with `undefined` if it is not ours any more: then
   * nothing is stored. Rejects with a StoreError.
   */
  async save(change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    const saved = await this.#registry.updateOf(this.#lastKnown, change);
    if (saved) this.#lastKnown = saved;
    return saved;
  }

  /**
   * Stores how the rest of the result arrives, unless that is stored. `leavesStatus`: it was to replace the status message,
   * and may have done so. Rejects with a StoreError.
   */
  async saveDelivery(delivery: Delivery, leavesStatus = false): Promise<void> {
    // The checkpoint belongs to the line below the status message.
    const left = leavesStatus && { resultLeftStatus: true, checkpoint: undefined };
    if (this.current.delivery !== delivery)
      await this.save((latest) => ({ ...latest, delivery, ...left }));
  }

  /**
   * Stores how the outcome arrives, unless that is decided. A later change of the channel's settings applies to later results
   * only. Resolves with the follow and rejects like {@link save}.
   */
  async fixDelivery(
    deliveryOf: (channel: ChannelRef) => Pick<Follow, "delivery" | "broadcast">,
  ): Promise<Follow | undefined> {
    return this.save((latest) => {
      if (latest.delivery) return latest;
      // These say that no result comes, or that none is known. Such a notice never replaces the status message.
      const kind = latest.outcome?.kind;
      if (kind === "forgotten" || kind === "retry-unknown") return { ...latest, delivery: "post" };
      return { ...latest, ...deliveryOf(latest.channel) };
    });
  }

  /**
   * Stores what an adapter keeps between the steps of a post. Rejects with a StoreError, or with a NotOursError: also if the
   * stored checkpoint is not the latest that is known here, because another process delivers the follow by now.
   */
  async saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    const known = this.#lastKnown.checkpoint;
    let isKnown = true;
    const saved = await this.save((latest) => {
      isKnown = isSameCheckpoint(latest.checkpoint, known);
      return isKnown ? { ...latest, checkpoint } : latest;
    });
    if (!saved || !isKnown) throw new NotOursError();
  }
}

function isSameCheckpoint(one: Checkpoint = {}, other: Checkpoint = {}): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

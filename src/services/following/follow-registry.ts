import {
  followKey,
  isFinal,
  removeRequester,
  takeOver,
  type Follow,
} from "../../core/follow/follow.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";
import { TypedEmitter, type EventsOf } from "../runtime/typed-emitter.ts";
import type { FollowArchive } from "./follow-archive.ts";
import { eventOf, type FollowEvents } from "./follow-events.ts";
import { OpenFollows, type OpenFollowsOptions } from "./open-follows.ts";

/** A follow as it was stored, and the one that it replaced, if there was one. */
export interface Insertion {
  readonly follow: Follow;
  readonly before: Follow | undefined;
}

/** Options of {@link FollowRegistry}. */
export interface FollowRegistryOptions extends OpenFollowsOptions {
  /** Where follows go that are over. */
  readonly archive: FollowArchive;
  readonly log: Logger;
}

/**
 * The open follows, in memory and in the store. The store is always written first, so what is read here is durable. The
 * writes to one follow run one after another, and each is announced after it. Every write rejects with a StoreError if the
 * store fails; then nothing has changed here, and nothing is announced.
 */
export class FollowRegistry extends OpenFollows {
  readonly #store: FollowStore;
  readonly #archive: FollowArchive;
  readonly #lock = new KeyedLock();
  readonly #emitter: TypedEmitter<FollowEvents>;

  constructor(store: FollowStore, options: FollowRegistryOptions) {
    super(options);
    this.#store = store;
    this.#archive = options.archive;
    this.#emitter = new TypedEmitter(options);
  }

  /** What happens to follows. Reading them at the start is not announced. */
  get events(): EventsOf<FollowEvents> {
    return this.#emitter;
  }

  /**
   * Reads the follows of earlier processes from the store, until `signal` aborts: the open ones that `accepts` wants, and
   * those that are over, each of which is passed to `onFinal`. Call it once, before anything else.
   */
  async load(
    accepts: (follow: Follow) => boolean,
    onFinal: (follow: Follow) => void = () => {},
    signal?: AbortSignal,
  ): Promise<void> {
    for await (const follow of this.#store.follows()) {
      if (signal?.aborted) return;
      if (isFinal(follow)) {
        this.#archive.add(follow);
        onFinal(follow);
      } else if (accepts(follow)) this.add(follow);
    }
  }

  /**
   * Stores a new follow in place of an ended one with the same key. Resolves with `undefined`, and stores nothing, if
   * one is open: of two at once the first wins. It also replaces a stopped follow whose other requesters have not been
   * told yet, and takes over what is left of it.
   */
  async insert(follow: Follow): Promise<Insertion | undefined> {
    const key = followKey(follow);
    return this.#lock.run(key, async () => {
      const open = this.get(key);
      if (open && open.outcome?.kind !== "forgotten") return undefined;
      // Rejects where a newer release wrote a record: it is not in memory here, and must not be written over.
      const stored = await this.#store.get(key);
      const next = takeOver(follow, open);
      await this.#store.put(next);
      if (open) this.remove(open);
      this.add(next);
      this.#announce(undefined, next);
      return { follow: next, before: open ?? stored };
    });
  }

  /**
   * Takes back the follow that `userId` inserted, if it is still pending, and restores the one it replaced. If others
   * have joined meanwhile, the follow stays for them. Resolves with what is open in its place.
   */
  async withdraw({ follow, before }: Insertion, userId: string): Promise<Follow | undefined> {
    const key = followKey(follow);
    return this.#lock.run(key, async () => {
      const current = this.get(key);
      if (current?.id !== follow.id || current.state !== "pending") return undefined;
      if ((await this.#store.get(key))?.id !== follow.id) return undefined;
      const isJoined = current.requesters.some((each) => !follow.requesters.includes(each));
      const next = isJoined ? removeRequester(current, userId) : before;
      await (next ? this.#store.put(next) : this.#store.remove(key));
      this.remove(current);
      if (!next || isFinal(next)) return undefined;
      this.add(next);
      if (next.state === "settled") this.#emitter.emit("restored", next);
      else this.#announce(current, next);
      return next;
    });
  }

  /**
   * Applies `change` to the open follow with this key and stores the result. Does nothing if there is no such follow or
   * `change` returns the same object. If another process has ended the follow meanwhile, it is dropped here. Resolves with
   * the follow as it is then, or `undefined` if there is none.
   */
  async update(key: string, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    return this.#lock.run(key, async () => {
      const current = this.get(key);
      if (!current) return undefined;
      const next = change(current);
      if (next === current) return current;
      // Counted before the first await: a command that runs meanwhile must not get the quota that this change uses.
      this.quotaUsage.count(next);
      try {
        // A process that slept must not write its old view over what another has done.
        const stored = await this.#store.get(key);
        if (stored?.id !== current.id || isFinal(stored)) {
          this.remove(next);
          return undefined;
        }
        await this.#store.put(next);
      } catch (error) {
        this.quotaUsage.discount(next);
        this.quotaUsage.count(current);
        throw error;
      }
      this.remove(current);
      if (isFinal(next)) this.#archive.add(next);
      else this.add(next);
      this.#announce(current, next);
      return next;
    });
  }

  /** As `update`, but `undefined` if another follow has taken its place. */
  async updateOf(follow: Follow, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    const next = await this.update(followKey(follow), (current) =>
      current.id === follow.id ? change(current) : current,
    );
    return next?.id === follow.id ? next : undefined;
  }

  /** Stores what became known of a follow that is over, unless another has taken its place. */
  async amend(follow: Follow): Promise<void> {
    await this.#lock.run(followKey(follow), async () => {
      const stored = await this.#store.get(followKey(follow));
      if (stored?.id === follow.id) await this.#store.put(follow);
    });
  }

  /**
   * Reads the record from the store, not from memory: for the last check before something visible is sent. Resolves with
   * `undefined` if there is none.
   */
  async reread(key: string): Promise<Follow | undefined> {
    return this.#store.get(key);
  }

  #announce(before: Follow | undefined, after: Follow): void {
    const event = eventOf(before, after);
    if (event) this.#emitter.emit(event, after);
  }
}

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
  /** Gets the follows that reach a final state. */
  readonly archive: FollowArchive;
  readonly log: Logger;
}

/**
 * The open follows, in memory and in the store. The store is always written first, so everything read here is durable.
 * Writes to one follow run one after another, and each emits its event afterwards. A write rejects with a StoreError if the
 * store fails; then memory is unchanged and no event is emitted.
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

  /** Changes of follows. Reading them at the start emits nothing. */
  get events(): EventsOf<FollowEvents> {
    return this.#emitter;
  }

  /**
   * Reads the follows of earlier processes from the store, until `signal` aborts. Open ones are kept if `accepts` returns
   * true; ended ones go to the archive and to `onFinal`. Call it once, before anything else. Rejects with a StoreError.
   */
  async load(
    accepts: (follow: Follow) => boolean,
    onFinal: (follow: Follow) => Promise<void> = async () => {},
    signal?: AbortSignal,
  ): Promise<void> {
    for await (const follow of this.#store.follows()) {
      if (signal?.aborted) return;
      if (isFinal(follow)) {
        this.#archive.add(follow);
        await onFinal(follow);
      } else if (accepts(follow)) this.add(follow);
    }
  }

  /**
   * Stores a new follow; it replaces an ended one with the same key. Resolves with `undefined`, and stores nothing, if one
   * is open: of two simultaneous calls the first wins. A stopped follow whose other requesters have not been told yet is
   * replaced, too: they become requesters of the new one.
   */
  async insert(follow: Follow): Promise<Insertion | undefined> {
    const key = followKey(follow);
    return this.#lock.run(key, async () => {
      const open = this.find(key);
      if (open && open.outcome?.kind !== "forgotten") return undefined;
      // Rejects if a newer release wrote the record: it is not in memory, and must not be overwritten.
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
   * Undoes an insertion by `userId`, if the follow is still pending, and restores the follow it replaced. If others have
   * joined meanwhile, the follow stays for them. Resolves with the follow that is open then, or `undefined` if there is none
   * or nothing was undone.
   */
  async withdraw({ follow, before }: Insertion, userId: string): Promise<Follow | undefined> {
    const key = followKey(follow);
    return this.#lock.run(key, async () => {
      const current = this.find(key);
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
   * Applies `change` to the open follow with this key and stores the result. Stores nothing if there is no such follow or
   * `change` returns the same object. If another process has ended or replaced the follow, drops it from memory. Resolves
   * with the follow as it is then, or `undefined` if there is none.
   */
  async update(key: string, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    return this.#lock.run(key, async () => {
      const current = this.find(key);
      if (!current) return undefined;
      const next = change(current);
      if (next === current) return current;
      // Counted before the first await: a command that runs meanwhile must not get the quota that this change uses.
      this.quotaUsage.count(next);
      try {
        // A process that was suspended must not overwrite what another one has stored.
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

  /** Like {@link update}, but changes only this follow: does nothing, and resolves with `undefined`, if another replaced it. */
  async updateOf(follow: Follow, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    const next = await this.update(followKey(follow), (current) =>
      current.id === follow.id ? change(current) : current,
    );
    return next?.id === follow.id ? next : undefined;
  }

  /** Stores a change of a follow in a final state, unless another one has replaced it. */
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

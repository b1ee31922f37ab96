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
      if (open && !isStopped(open)) return undefined;
      const { before, after } = await this.#store.update(key, (stored) => {
        if (!stored || isFinal(stored)) return follow;
        return isStopped(stored) ? takeOver(follow, stored) : stored;
      });
      if (open) this.remove(open);
      if (after) this.add(after);
      // Another process has stored an open follow of the job: the caller finds it here.
      if (!after || after === before) return undefined;
      this.#announce(undefined, after);
      return { follow: after, before };
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
      const change = await this.#store.update(key, (stored) => {
        if (stored?.id !== follow.id || stored.state !== "pending") return stored;
        const isJoined = stored.requesters.some((each) => !follow.requesters.includes(each));
        return isJoined ? removeRequester(stored, userId) : before;
      });
      const next = change.after;
      if (next === change.before) return undefined;
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
   * with the follow as it is then, or `undefined` if there is none. `change` may run several times.
   */
  async update(key: string, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    return this.#lock.run(key, async () => {
      const current = this.find(key);
      if (!current) return undefined;
      // Most poll results change nothing. That is known without the store.
      if (change(current) === current) return current;
      const counted = this.#countChanges(current);
      try {
        const { before, after } = await this.#store.update(key, (stored) =>
          // A process that was suspended must not overwrite what another one has stored.
          stored?.id === current.id && !isFinal(stored) ? counted.count(change(stored)) : stored,
        );
        counted.end();
        this.remove(current);
        if (after?.id !== current.id || !before || isFinal(before)) return undefined;
        if (isFinal(after)) this.#archive.add(after);
        else this.add(after);
        this.#announce(before, after);
        return after;
      } catch (error) {
        counted.end();
        throw error;
      }
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
      await this.#store.update(followKey(follow), (stored) =>
        stored?.id === follow.id ? follow : stored,
      );
    });
  }

  /** The follow with this key: the open one, else what the store has under it. Rejects with a StoreError. */
  async ofKey(key: string): Promise<Follow | undefined> {
    return this.find(key) ?? this.#store.get(key);
  }

  /**
   * Reads the record from the store, not from memory: for the last check before something visible is sent. Resolves with
   * `undefined` if there is none.
   */
  async reread(key: string): Promise<Follow | undefined> {
    return this.#store.get(key);
  }

  /**
   * Counts the quotas that a change uses from the moment at which it is made until it is stored: a command that runs meanwhile
   * must not get them. Then `end` counts `current` again.
   */
  #countChanges(current: Follow): { count(next: Follow): Follow; end(): void } {
    let counted: Follow | undefined;
    const end = (): void => {
      if (counted) this.quotaUsage.discount(counted);
      if (counted) this.quotaUsage.count(current);
      counted = undefined;
    };
    const count = (next: Follow): Follow => {
      end();
      this.quotaUsage.count(next);
      counted = next;
      return next;
    };
    return { count, end };
  }

  #announce(before: Follow | undefined, after: Follow): void {
    const event = eventOf(before, after);
    if (event) this.#emitter.emit(event, after);
  }
}

/** Whether a user has stopped it, and the others have not been told yet. */
const isStopped = ({ outcome }: Follow): boolean => outcome?.kind === "forgotten";

import {
  followKey,
  isFinal,
  removeRequester,
  takeOver,
  type Follow,
} from "../../core/follow/follow.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowStore, Update } from "../../core/ports/stores.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";
import { TypedEmitter, type EventsOf } from "../runtime/typed-emitter.ts";
import type { FollowArchive } from "./follow-archive.ts";
import { eventOf, type FollowEvents } from "./follow-events.ts";
import { isSameEntry, toEntry } from "./indexing/to-entry.ts";
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
 * Writes the open follows: the record in the store first, so everything read here is durable, then its entry in the index.
 * Writes to one follow run one after another, and each emits its event afterwards. A write rejects with a StoreError if the
 * store fails; then no event is emitted. An entry that cannot be written is logged, and repaired by the next check.
 */
export class FollowRegistry extends OpenFollows {
  readonly #archive: FollowArchive;
  readonly #log: Logger;
  readonly #lock = new KeyedLock();
  readonly #emitter: TypedEmitter<FollowEvents>;
  /** See {@link unsure}. */
  readonly #unsure = new Set<string>();

  constructor(store: FollowStore, options: FollowRegistryOptions) {
    super(store, options);
    this.#archive = options.archive;
    this.#log = options.log;
    this.#emitter = new TypedEmitter(options);
  }

  /** Changes of follows. Reading them at the start emits nothing. */
  get events(): EventsOf<FollowEvents> {
    return this.#emitter;
  }

  /**
   * Reads the follows of earlier processes from the store, until `signal` aborts. Open ones get their entry in the index,
   * ended ones go to the archive; `onEach` gets both. Call it once, before anything else. Rejects with a StoreError.
   */
  async load(
    onEach: (follow: Follow) => Promise<void> = async () => {},
    signal?: AbortSignal,
  ): Promise<void> {
    for await (const follow of this.store.follows()) {
      if (signal?.aborted) return;
      const entry = toEntry(follow);
      if (entry) await this.index.put(entry);
      else this.#archive.add(follow);
      await onEach(follow);
    }
  }

  /**
   * Stores a new follow; it replaces an ended one with the same key. Resolves with `undefined`, and stores nothing, if one
   * is open: of two simultaneous calls the first wins. A stopped follow whose other requesters have not been told yet is
   * replaced, too: they become requesters of the new one. `mayReplace`: which ended ones are replaced; others count as open.
   * Default: all.
   */
  async insert(
    follow: Follow,
    mayReplace: (ended: Follow) => boolean = () => true,
  ): Promise<Insertion | undefined> {
    const key = followKey(follow);
    return this.#lock.run(key, async () => {
      const wasIndexed = (await this.index.get(key)) !== undefined;
      const entry = toEntry(follow);
      // Before the record: if the process dies in between, the follow counts towards the quotas all the same.
      if (entry && !wasIndexed) await this.index.put(entry);
      const { before, after } = await this.#insertRecord(follow, wasIndexed, mayReplace);
      // Again: a check of another process may have removed the entry that had no record yet.
      const indexed = after?.id === follow.id || wasIndexed ? undefined : follow;
      await this.#index(key, { before: indexed, after });
      // Another process has stored an open follow of the job: the caller finds it here.
      if (!after || after === before) return undefined;
      this.#announce(undefined, after);
      return { follow: after, before };
    });
  }

  async #insertRecord(
    follow: Follow,
    wasIndexed: boolean,
    mayReplace: (ended: Follow) => boolean,
  ): Promise<Update<Follow>> {
    const key = followKey(follow);
    try {
      return await this.#write(key, (stored) => {
        if (!stored) return follow;
        if (isFinal(stored)) return mayReplace(stored) ? follow : stored;
        return isStopped(stored) ? takeOver(follow, stored) : stored;
      });
    } catch (error) {
      if (!wasIndexed) await this.#index(key, { before: follow, after: undefined });
      throw error;
    }
  }

  /**
   * Undoes an insertion by `userId`, if the follow is still pending, and restores the follow it replaced. If others have
   * joined meanwhile, the follow stays for them. Resolves with the follow that is open then, or `undefined` if there is none
   * or nothing was undone.
   */
  async withdraw({ follow, before }: Insertion, userId: string): Promise<Follow | undefined> {
    const key = followKey(follow);
    return this.#lock.run(key, async () => {
      const change = await this.#write(key, (stored) => {
        if (stored?.id !== follow.id || stored.state !== "pending") return stored;
        const isJoined = stored.requesters.some((each) => !follow.requesters.includes(each));
        return isJoined ? removeRequester(stored, userId) : before;
      });
      const next = change.after;
      if (next === change.before) return undefined;
      await this.#index(key, change);
      if (!next || isFinal(next)) return undefined;
      if (next.state === "settled") this.#emitter.emit("restored", next);
      else this.#announce(change.before, next);
      return next;
    });
  }

  /**
   * Applies `change` to the open follow with this key and stores the result. Stores nothing if there is no such follow or
   * `change` returns the same object. Resolves with the follow as it is then, or `undefined` if there is none. `change` may
   * run several times.
   */
  async update(key: string, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    return this.#lock.run(key, async () => {
      const { before, after } = await this.#write(key, (stored) =>
        // A process that was suspended must not overwrite what another one has stored.
        stored && this.isOpen(stored) ? change(stored) : stored,
      );
      if (!before || !after || !this.isOpen(before)) return undefined;
      if (after === before) return after;
      await this.#index(key, { before, after });
      if (isFinal(after)) this.#archive.add(after);
      this.#announce(before, after);
      return after;
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
      await this.#write(followKey(follow), (stored) =>
        stored?.id === follow.id ? follow : stored,
      );
    });
  }

  /**
   * Keys of which the record or the entry could not be written here, so that the two may differ: a store that fails may have
   * written all the same. {@link repair} takes a key from it.
   */
  get unsure(): readonly string[] {
    return [...this.#unsure];
  }

  /** Makes the index agree with the record of a key. Resolves with whether it did not. Rejects with a StoreError. */
  async repair(key: string): Promise<boolean> {
    return this.#lock.run(key, async () => {
      const indexed = await this.index.get(key);
      const stored = await this.store.get(key);
      const entry = stored && toEntry(stored);
      const isRight = entry ? indexed && isSameEntry(indexed, entry) : !indexed;
      if (!isRight && entry) await this.index.put(entry);
      else if (!isRight && indexed) await this.index.remove(key, indexed.id);
      this.#unsure.delete(key);
      return !isRight;
    });
  }

  /** Brings the entry of a key up to date after a write of its record. Never rejects: the record is durable. */
  async #index(key: string, { before, after }: Update<Follow>): Promise<void> {
    const had = before && toEntry(before);
    const has = after && toEntry(after);
    try {
      if (!has) {
        if (had) await this.index.remove(key, had.id);
      } else if (!had || !isSameEntry(had, has)) await this.index.put(has);
    } catch (err) {
      this.#unsure.add(key);
      this.#log.error({ key, err }, "follow.not_indexed");
    }
  }

  async #write(
    key: string,
    change: (stored: Follow | undefined) => Follow | undefined,
  ): Promise<Update<Follow>> {
    try {
      return await this.store.update(key, change);
    } catch (error) {
      this.#unsure.add(key);
      throw error;
    }
  }

  #announce(before: Follow | undefined, after: Follow): void {
    const event = eventOf(before, after);
    if (event) this.#emitter.emit(event, after);
  }
}

/** Whether a user has stopped it, and the others have not been told yet. */
const isStopped = ({ outcome }: Follow): boolean => outcome?.kind === "forgotten";

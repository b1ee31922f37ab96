import { followKey, isFinal, jobKey, type Follow } from "../core/follow.ts";
import type { FollowStore } from "../core/ports.ts";
import { KeyedLock } from "./keyed-lock.ts";

/**
 * The open follows, in memory and in the store. The store is always written first: what this answers is durable.
 * Writes to one follow happen one after another; every method rejects with a StoreError when the store cannot do it.
 */
export class FollowRegistry {
  readonly #store: FollowStore;
  readonly #open = new Map<string, Follow>();
  readonly #byJob = new Map<string, Set<string>>();
  readonly #lock = new KeyedLock();

  constructor(store: FollowStore) {
    this.#store = store;
  }

  /** Reads all open follows that `accepts` wants from the store; to be called once, before anything else. */
  async load(accepts: (follow: Follow) => boolean): Promise<void> {
    for await (const follow of this.#store.openFollows()) if (accepts(follow)) this.#index(follow);
  }

  /** An open follow. */
  get(key: string): Follow | undefined {
    return this.#open.get(key);
  }

  /** All open follows. */
  all(): Follow[] {
    return [...this.#open.values()];
  }

  /** The open follows of one job. */
  ofJob(key: string): Follow[] {
    return [...(this.#byJob.get(key) ?? [])].flatMap((each) => this.#open.get(each) ?? []);
  }

  /** Stores a new follow; one that ended earlier under the same key gives way. */
  async insert(follow: Follow): Promise<void> {
    await this.#lock.run(followKey(follow), async () => {
      await this.#store.put(follow);
      this.#index(follow);
    });
  }

  /**
   * Applies `change` to the open follow and stores it, or does nothing where there is none or nothing changes (the same
   * object back). Resolves with the follow as it is then, or undefined.
   */
  async update(key: string, change: (follow: Follow) => Follow): Promise<Follow | undefined> {
    return this.#lock.run(key, async () => {
      const current = this.#open.get(key);
      if (!current) return undefined;
      const next = change(current);
      if (next === current) return current;
      await this.#store.put(next);
      if (isFinal(next)) this.#forget(current);
      else this.#open.set(key, next);
      return next;
    });
  }

  /** Removes it as if it had never been. */
  async remove(key: string): Promise<void> {
    await this.#lock.run(key, async () => {
      const current = this.#open.get(key);
      await this.#store.remove(key);
      if (current) this.#forget(current);
    });
  }

  /** What the store says now, not what memory remembers: for the last look before something visible is sent. */
  async reread(key: string): Promise<Follow | undefined> {
    return this.#store.get(key);
  }

  #index(follow: Follow): void {
    const key = followKey(follow);
    this.#open.set(key, follow);
    const job = jobKey(follow);
    const keys = this.#byJob.get(job) ?? new Set();
    this.#byJob.set(job, keys.add(key));
  }

  #forget(follow: Follow): void {
    const key = followKey(follow);
    this.#open.delete(key);
    const keys = this.#byJob.get(jobKey(follow));
    keys?.delete(key);
    if (keys?.size === 0) this.#byJob.delete(jobKey(follow));
  }
}

import { followKey, type Follow } from "../../core/follow/follow.ts";

/** A set of follows that holds one follow per key: a new follow replaces an earlier one with the same key. */
export class FollowSet {
  /** Follow ids by follow key. */
  readonly #ids = new Map<string, string>();

  /** Adds a follow, and removes any other one with the same key. */
  add(follow: Follow): void {
    this.#ids.set(followKey(follow), follow.id);
  }

  /** Whether the set contains this follow, not another one with its key. */
  has(follow: Follow): boolean {
    return this.#ids.get(followKey(follow)) === follow.id;
  }

  /** Removes this follow. Another one with its key stays. */
  delete(follow: Follow): void {
    if (this.has(follow)) this.#ids.delete(followKey(follow));
  }
}

import { followKey, type Follow } from "../../core/follow/follow.ts";

/** A set of follows with one follow per key: a new one replaces the earlier one entirely. */
export class FollowSet {
  readonly #ids = new Map<string, string>();

  /** Adds a follow. */
  add(follow: Follow): void {
    this.#ids.set(followKey(follow), follow.id);
  }

  /** Whether this very follow is in it. */
  has(follow: Follow): boolean {
    return this.#ids.get(followKey(follow)) === follow.id;
  }

  /** Removes this very follow, and no other. */
  delete(follow: Follow): void {
    if (this.has(follow)) this.#ids.delete(followKey(follow));
  }
}

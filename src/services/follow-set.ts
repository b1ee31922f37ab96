import { followKey, type Follow } from "../core/follow.ts";

/** A set of follows in which a follow takes the place of an earlier one with the same key, so that nothing of it stays. */
export class FollowSet {
  readonly #ids = new Map<string, string>();

  /** Puts it in. */
  add(follow: Follow): void {
    this.#ids.set(followKey(follow), follow.id);
  }

  /** Whether this very follow is in it. */
  has(follow: Follow): boolean {
    return this.#ids.get(followKey(follow)) === follow.id;
  }

  /** Takes it out, and no other. */
  delete(follow: Follow): void {
    if (this.has(follow)) this.#ids.delete(followKey(follow));
  }
}

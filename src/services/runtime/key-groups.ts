/** Sets of keys by group, so that the keys of one group are found and counted without looking at all keys. */
export class KeyGroups {
  readonly #groups = new Map<string, Set<string>>();

  /** Adding twice is the same as once. */
  add(group: string, key: string): void {
    const keys = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, keys.add(key));
  }

  /** Removes a key; an empty group leaves nothing behind. */
  delete(group: string, key: string): void {
    const keys = this.#groups.get(group);
    keys?.delete(key);
    if (keys?.size === 0) this.#groups.delete(group);
  }

  /** The keys of a group, in the order in which they were added. */
  of(group: string): readonly string[] {
    return [...(this.#groups.get(group) ?? [])];
  }

  /** The number of keys of a group. */
  sizeOf(group: string): number {
    return this.#groups.get(group)?.size ?? 0;
  }
}

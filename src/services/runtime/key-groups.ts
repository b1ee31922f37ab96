/** Keys by group: finds and counts the keys of one group without a search through all keys. */
export class KeyGroups {
  readonly #groups = new Map<string, Set<string>>();

  /** Adds a key to a group. Adding it twice is the same as once. */
  add(group: string, key: string): void {
    const keys = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, keys.add(key));
  }

  /** Removes a key from a group. An empty group takes no memory. */
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

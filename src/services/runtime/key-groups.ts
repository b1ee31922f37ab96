/** Sets of keys by the name of a group, so that the members of one are found and counted without looking at all. */
export class KeyGroups {
  readonly #groups = new Map<string, Set<string>>();

  /** Adding twice is the same as once. */
  add(group: string, key: string): void {
    const keys = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, keys.add(key));
  }

  /** Takes a key out; an empty group leaves nothing behind. */
  delete(group: string, key: string): void {
    const keys = this.#groups.get(group);
    keys?.delete(key);
    if (keys?.size === 0) this.#groups.delete(group);
  }

  /** The members, in the order they came. */
  of(group: string): readonly string[] {
    return [...(this.#groups.get(group) ?? [])];
  }

  /** How many there are. */
  sizeOf(group: string): number {
    return this.#groups.get(group)?.size ?? 0;
  }
}

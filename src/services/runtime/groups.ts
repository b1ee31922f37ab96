/** Groups of objects by a key. A group of one takes no memory beyond its key. */
export class Groups<T extends object> {
  readonly #groups = new Map<string, T | Set<T>>();

  /** Adds an object to a group that does not have it. */
  add(group: string, member: T): void {
    const members = this.#groups.get(group);
    if (members instanceof Set) members.add(member);
    else this.#groups.set(group, members ? new Set([members, member]) : member);
  }

  /** Removes an object from a group. */
  delete(group: string, member: T): void {
    const members = this.#groups.get(group);
    if (members === member) this.#groups.delete(group);
    if (!(members instanceof Set) || !members.delete(member)) return;
    const [only] = members;
    if (only && members.size === 1) this.#groups.set(group, only);
  }

  /** The objects of a group, in the order in which they were added. */
  of(group: string): Iterable<T> {
    const members = this.#groups.get(group);
    if (members instanceof Set) return members;
    return members ? [members] : [];
  }

  /** The number of objects of a group. */
  sizeOf(group: string): number {
    const members = this.#groups.get(group);
    if (members instanceof Set) return members.size;
    return members ? 1 : 0;
  }
}

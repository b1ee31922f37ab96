import { publicIdOf, type Entry } from "./entry.ts";
import { Groups, removeFrom, withMember } from "./groups.ts";

/** Entries from which on a channel finds names in a map. Fewer are searched in no time, and the map takes memory. */
const MAPPED_FROM = 64;

/** The entries of one channel and its threads, in the order in which they were added. */
export class ChannelEntries {
  #entries: Entry[] = [];
  /** By public id. Made when a large channel is first asked for a name. */
  #names: Groups<Entry> | undefined;

  get all(): readonly Entry[] {
    return this.#entries;
  }

  add(entry: Entry): void {
    this.#entries = withMember(this.#entries, entry);
    this.#names?.add(publicIdOf(entry), entry);
  }

  /** Call it before the entry's public id changes. */
  delete(entry: Entry): void {
    removeFrom(this.#entries, entry);
    this.#names?.delete(publicIdOf(entry), entry);
  }

  /** Call it after the public id of an entry has changed. */
  renamed(): void {
    this.#names = undefined;
  }

  /** The entries whose jobs have a public id. */
  ofName(publicId: string): readonly Entry[] {
    if (this.#entries.length < MAPPED_FROM)
      return this.#entries.filter((entry) => publicIdOf(entry) === publicId);
    this.#names ??= toNames(this.#entries);
    return this.#names.of(publicId);
  }
}

function toNames(entries: readonly Entry[]): Groups<Entry> {
  const names = new Groups<Entry>();
  for (const entry of entries) names.add(publicIdOf(entry), entry);
  return names;
}

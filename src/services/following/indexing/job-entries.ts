import { KeyedObjects } from "../../../core/collections/keyed-objects.ts";
import type { Entry } from "./entry.ts";
import { removeFrom, withMember } from "./groups.ts";

/** The entries of a job with several. */
interface Group {
  readonly jobKey: string;
  entries: Entry[];
}

/** Entries by their jobs. Nearly all jobs have one, which takes nothing but its place here. */
export class JobEntries {
  readonly #jobs = new KeyedObjects<Entry | Group>(({ jobKey }) => jobKey);

  /** The entries of a job, in the order in which they were added. */
  of(jobKey: string): readonly Entry[] {
    const found = this.#jobs.get(jobKey);
    if (!found) return [];
    return "entries" in found ? found.entries : [found];
  }

  /** The text of a job key that is kept here. */
  textOf(jobKey: string): string | undefined {
    return this.#jobs.get(jobKey)?.jobKey;
  }

  add(entry: Entry): void {
    const { jobKey } = entry;
    const found = this.#jobs.get(jobKey);
    if (!found) this.#jobs.set(entry);
    else if ("entries" in found) found.entries = withMember(found.entries, entry);
    else this.#jobs.set({ jobKey, entries: [found, entry] });
  }

  delete(entry: Entry): void {
    const { jobKey } = entry;
    const found = this.#jobs.get(jobKey);
    if (found === entry) this.#jobs.delete(jobKey);
    if (!found || !("entries" in found) || !removeFrom(found.entries, entry)) return;
    const [only] = found.entries;
    if (only && found.entries.length === 1) this.#jobs.set(only);
  }
}

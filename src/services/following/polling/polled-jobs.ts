import { KeyedObjects } from "../../../core/collections/keyed-objects.ts";
import { FRESH, type JobMemory } from "./job-memory.ts";

/**
 * What is kept of a job between its polls. There may be a million of them, so it is one object with nothing but numbers and what
 * others share: facts of the job stay in the records of its follows.
 */
export class PolledJob {
  readonly key: string;
  memory: JobMemory = FRESH;
  /** When the index was read for it, in whole milliseconds on the monotonic clock; `undefined` if it is to be read again. */
  readAtMs: number | undefined = undefined;
  /** Whether its follows that are pending, at least one, have shown the latest poll result since. */
  areUpToDate = false;
  /** A digest of what the records of its {@link shownBy} show of it; `undefined` if that is not known. */
  shown: number | undefined = undefined;
  /** The ids of the follows whose records show it. A single one is not in an array. */
  shownBy: string | readonly string[] = NOBODY;

  constructor(key: string) {
    this.key = key;
  }
}

/** One array for all. */
const NOBODY: readonly string[] = [];

/** The jobs that are polled, by job key. */
export class PolledJobs {
  readonly #jobs = new KeyedObjects<PolledJob>(({ key }) => key);
  readonly #textOf: (key: string) => string;

  /** `textOf`: returns the text of a job key that others keep. */
  constructor(textOf: (key: string) => string) {
    this.#textOf = textOf;
  }

  /** What is known of a job, if it is polled. */
  find(key: string): PolledJob | undefined {
    return this.#jobs.get(key);
  }

  /** The same, to be changed; it is kept from now on. */
  of(key: string): PolledJob {
    const known = this.#jobs.get(key);
    if (known) return known;
    const job = new PolledJob(this.#textOf(key));
    this.#jobs.set(job);
    return job;
  }

  /** Forgets a job that is not polled any more. */
  forget(key: string): void {
    this.#jobs.delete(key);
  }
}

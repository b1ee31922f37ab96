import { AsyncQueue } from "@sapphire/async-queue";
import type { CrashMarks } from "../../core/ports/processes/crash-marks.ts";
import type { Service } from "../../core/ports/service.ts";
import { rejectOnAbort } from "../../core/time/reject-on-abort.ts";

/** Processes that end during the same work before it is done no more. */
const MAX_ENDED_PROCESSES = 5;
/** From so many on, work is done alone, so that what only ran at the same time is not blamed again. */
const ALONE_FROM = 2;

/** Options of {@link Quarantine}. */
export interface QuarantineOptions {
  readonly partition: number;
  readonly marks: CrashMarks;
  /** Work that is done alone waits here for its turn. */
  readonly alone: AsyncQueue;
}

/**
 * Finds the work in a partition that ends its process, such as a poll whose answer takes all memory. A process that ends
 * leaves a mark at everything that it was working on; work that settles has proved harmless, and loses its marks. What has
 * as many marks as {@link MAX_ENDED_PROCESSES} is not done again for a day.
 *
 * Work waits until its mark is stored: an answer that ends the process must not be faster than its mark.
 */
export class Quarantine implements Service {
  readonly #options: QuarantineOptions;
  /** By key, the marks of what has not proved harmless since. */
  #suspects: Map<string, number> = new Map();
  /** Keys. */
  #quarantined: ReadonlySet<string> = new Set();
  readonly #ending = new Set<Promise<void>>();

  constructor(options: QuarantineOptions) {
    this.#options = options;
  }

  /** Reads what others left behind. Rejects with a `QueueError`. */
  async start(): Promise<void> {
    const { marks, partition } = this.#options;
    const found = [...(await marks.leftBehind(partition))];
    this.#quarantined = new Set(found.filter(isTooMuch).map(([key]) => key));
    this.#suspects = new Map(found.filter((each) => !isTooMuch(each)));
  }

  /** Call it once no work runs. Resolves once nobody can take the work for unfinished, or `signal` aborts. */
  async stop(signal?: AbortSignal): Promise<void> {
    await rejectOnAbort(Promise.all(this.#ending), signal).catch(() => {});
  }

  /** Whether work has ended so many processes that it must not be done again. */
  has(key: string): boolean {
    return this.#quarantined.has(key);
  }

  /** Does the work, and settles like it. If `signal` has aborted by then, it proves nothing. */
  async run<T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { alone } = this.#options;
    if ((this.#suspects.get(key) ?? 0) < ALONE_FROM) return this.#mark(key, work, signal);
    await alone.wait();
    try {
      return await this.#mark(key, work, signal);
    } finally {
      alone.shift();
    }
  }

  async #mark<T>(key: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { marks, partition } = this.#options;
    await marks.begin(partition, key);
    try {
      return await work();
    } finally {
      if (this.#suspects.has(key) && !signal.aborted) this.#acquit(key);
      const ended = marks.end(partition, key);
      this.#ending.add(ended);
      void ended.then(() => this.#ending.delete(ended));
    }
  }

  #acquit(key: string): void {
    const { marks, partition } = this.#options;
    this.#suspects.delete(key);
    // If it fails, the next process that takes over counts the old marks again, until the work settles there.
    marks.clear(partition, key).catch(() => {});
  }
}

const isTooMuch = ([, count]: readonly [string, number]): boolean => count >= MAX_ENDED_PROCESSES;

/** Creates the quarantines of a process, one for each partition that it takes. */
export function createQuarantines(marks: CrashMarks): (partition: number) => Quarantine {
  const alone = new AsyncQueue();
  return (partition) => new Quarantine({ partition, marks, alone });
}

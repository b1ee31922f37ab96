import type { JobReading } from "../../core/job/job.ts";

/** The latest reading of each job, so that the API is not asked again too soon. */
export class RecentReadings {
  readonly #maxAgeMs: number;
  /** The oldest first. */
  readonly #readings = new Map<string, { readonly reading: JobReading; readonly atMs: number }>();

  /** `maxAgeMs`: how long a moment lasts. */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  set(key: string, reading: JobReading, nowMs: number): void {
    this.#readings.delete(key);
    this.#readings.set(key, { reading, atMs: nowMs });
    for (const [oldest, { atMs }] of this.#readings) {
      if (nowMs - atMs < this.#maxAgeMs) return;
      this.#readings.delete(oldest);
    }
  }

  /** The latest reading of a job and for how much longer it counts; `undefined` if it is too old. */
  get(key: string, nowMs: number): { reading: JobReading; leftMs: number } | undefined {
    const known = this.#readings.get(key);
    const leftMs = known === undefined ? 0 : known.atMs + this.#maxAgeMs - nowMs;
    return known && leftMs > 0 ? { reading: known.reading, leftMs } : undefined;
  }
}

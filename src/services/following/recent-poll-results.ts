import type { PollResult } from "../../core/job/job.ts";

/** The latest pollResult of each job, so that the API is not asked again too soon. */
export class RecentPollResults {
  readonly #maxAgeMs: number;
  /** The oldest first. */
  readonly #results = new Map<string, { readonly pollResult: PollResult; readonly atMs: number }>();

  /** `maxAgeMs`: how long a moment lasts. */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  set(key: string, pollResult: PollResult, nowMs: number): void {
    this.#results.delete(key);
    this.#results.set(key, { pollResult, atMs: nowMs });
    for (const [oldest, { atMs }] of this.#results) {
      if (nowMs - atMs < this.#maxAgeMs) return;
      this.#results.delete(oldest);
    }
  }

  /** The latest pollResult of a job and for how much longer it counts; `undefined` if it is too old. */
  get(key: string, nowMs: number): { pollResult: PollResult; leftMs: number } | undefined {
    const known = this.#results.get(key);
    const leftMs = known === undefined ? 0 : known.atMs + this.#maxAgeMs - nowMs;
    return known && leftMs > 0 ? { pollResult: known.pollResult, leftMs } : undefined;
  }
}

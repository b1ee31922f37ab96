/** Width of a class of lateness, in milliseconds. */
const CLASS_MS = 10;

/** What a simulation counts. Jobs are numbers from 0. Times are virtual milliseconds. */
export class PollFigures {
  readonly #lastPollAtMs: Float64Array;
  readonly #byWorker: number[];
  /** Starts by lateness, in classes. */
  readonly #lateness = new Map<number, number>();
  readonly #inFlight = new Set<number>();
  polls = 0;
  /** Polls that began while another of the same job was in flight. */
  overlapping = 0;
  /** The longest time between two polls of one job. */
  longestGapMs = 0;

  constructor({ jobs, workers }: { readonly jobs: number; readonly workers: number }) {
    this.#lastPollAtMs = new Float64Array(jobs).fill(-1);
    this.#byWorker = Array.from({ length: workers }, () => 0);
  }

  began(job: number, worker: number, nowMs: number): void {
    this.polls += 1;
    this.#byWorker[worker] = (this.#byWorker[worker] ?? 0) + 1;
    if (this.#inFlight.has(job)) this.overlapping += 1;
    this.#inFlight.add(job);
    const lastMs = this.#lastPollAtMs[job] ?? -1;
    if (lastMs >= 0) this.longestGapMs = Math.max(this.longestGapMs, nowMs - lastMs);
    this.#lastPollAtMs[job] = nowMs;
  }

  ended(job: number): void {
    this.#inFlight.delete(job);
  }

  wasLate(latenessMs: number): void {
    const late = Math.ceil(latenessMs / CLASS_MS);
    this.#lateness.set(late, (this.#lateness.get(late) ?? 0) + 1);
  }

  /** Jobs that were never polled. */
  get unpolled(): number {
    return this.#lastPollAtMs.filter((atMs) => atMs < 0).length;
  }

  /** The lateness that this share of the polls does not exceed, rounded up to a class. */
  latenessMs(share: number): number {
    let left = share * [...this.#lateness.values()].reduce((sum, count) => sum + count, 0);
    for (const [late, count] of [...this.#lateness].toSorted(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return late * CLASS_MS;
    }
    return 0;
  }

  /** The share of all polls that the busiest worker made. */
  get busiestShare(): number {
    return Math.max(...this.#byWorker) / Math.max(this.polls, 1);
  }

  /** Begins new counts. The instants of the last polls stay. */
  reset(): void {
    this.polls = 0;
    this.longestGapMs = 0;
    this.#byWorker.fill(0);
    this.#lateness.clear();
  }
}

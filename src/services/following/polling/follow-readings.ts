import type { Clock } from "../../../core/ports/clock.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";
import type { FollowRegistry } from "../follow-registry.ts";
import type { PolledJobs } from "./polled-jobs.ts";
import type { PollResultApplier } from "./poll-result-applier.ts";

/** In milliseconds: what other processes change is checked every 60 s, because a message about it may be lost. */
const READ_AGAIN_AFTER_MS = 90_000;

/** Options of {@link FollowReadings}. */
export interface FollowReadingsOptions {
  readonly registry: Pick<FollowRegistry, "entriesOfJob">;
  readonly results: Pick<PollResultApplier, "areKnown">;
  readonly jobs: PolledJobs;
  readonly clock: Clock;
}

/**
 * Reads which follows a polled job has. Most polls change nothing, and then the index need not be read: only once a poll result
 * is new, somebody may have stored or ended a follow of the job, or a check has found others or has not come by.
 */
export class FollowReadings {
  readonly #options: FollowReadingsOptions;

  constructor(options: FollowReadingsOptions) {
    this.#options = options;
  }

  /** The entries of the job's open follows. No record is read. Rejects with a StoreError. */
  async read(jobKey: string): Promise<readonly IndexedFollow[]> {
    const { registry, jobs, clock } = this.#options;
    const job = jobs.of(jobKey);
    job.readAtMs = Math.floor(clock.monotonicMs());
    job.areUpToDate = false;
    return registry.entriesOfJob(jobKey);
  }

  /** Those that are pending. */
  async pending(jobKey: string): Promise<readonly IndexedFollow[]> {
    return (await this.read(jobKey)).filter(isPending);
  }

  /** Call it once the pending ones of those that were read show the latest poll result. */
  noteUpToDate(jobKey: string): void {
    const job = this.#options.jobs.find(jobKey);
    // Without a reading, something has changed since.
    if (job) job.areUpToDate = job.readAtMs !== undefined;
  }

  /**
   * Call it with all pending follows of the job, at least one, as a check of the whole partition has read them after `readAtMs`
   * (monotonic): if they are those that are known, the index need not be read for the job alone.
   */
  confirm(jobKey: string, pending: readonly IndexedFollow[], readAtMs: number): void {
    const job = this.#options.jobs.find(jobKey);
    if (!this.#options.results.areKnown(pending)) this.forget(jobKey);
    else if (job?.readAtMs !== undefined)
      job.readAtMs = Math.max(job.readAtMs, Math.floor(readAtMs));
  }

  /** Whether the job has pending follows, and all show the latest poll result, as far as is known without reading. */
  areUpToDate(jobKey: string): boolean {
    const { jobs, clock } = this.#options;
    const job = jobs.find(jobKey);
    if (job?.readAtMs === undefined || !job.areUpToDate) return false;
    return clock.monotonicMs() - job.readAtMs < READ_AGAIN_AFTER_MS;
  }

  /** The follows of the job may be others now. */
  forget(jobKey: string): void {
    const job = this.#options.jobs.find(jobKey);
    if (!job) return;
    job.readAtMs = undefined;
    job.areUpToDate = false;
  }
}

/** Whether the follow waits for its job. */
export const isPending = ({ state }: IndexedFollow): boolean => state === "pending";

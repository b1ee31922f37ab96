import type { JobListResult, PollResult, RetryRequestResult } from "../job/job.ts";

/** A job API. */
export interface JobSource {
  /** Stored with each follow, so that the same API is asked again later. */
  readonly name: string;
  /**
   * Asks for one job, once. Always resolves, within 15 s: every answer, time-out and outage is a {@link PollResult}.
   * The caller decides when to ask again. An aborted `signal` results in `unavailable`.
   */
  pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult>;
  /** Asks for the account's unfinished jobs, under the same contract as `pollJob`: valid ids, each once, at most 10,000. */
  listJobs(signal?: AbortSignal): Promise<JobListResult>;
  /**
   * Asks the API to run a completed job again, which costs the account as much as a new job. Always resolves, within 30 s.
   * The request is sent once and never repeated. If it was sent and no answer came, also because `signal` aborted, the
   * result is `unknown`.
   */
  retryJob(jobId: string, signal?: AbortSignal): Promise<RetryRequestResult>;
  /** Closes its connections. */
  close(): Promise<void>;
}

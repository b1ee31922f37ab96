import type { JobListResult, PollResult, RetryRequestResult } from "../job/job.ts";

/** A service that knows remote jobs. */
export interface JobSource {
  /** Stored with each follow, so that it is asked again where it came from. */
  readonly name: string;
  /**
   * Asks for one job, once. Always resolves, within 15 s: every answer, time-out and outage is a {@link PollResult}.
   * The caller decides when to ask again. An aborted `signal` reads as `unavailable`.
   */
  pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult>;
  /** Asks, as `pollJob` does, which jobs the account has in the making: valid ids, each once, at most 10,000. */
  listJobs(signal?: AbortSignal): Promise<JobListResult>;
  /**
   * Asks for a completed job to be made once more, which costs the account what a job costs. Always resolves, within 30 s.
   * Sent once and never repeated; what was sent and stays without an answer, an aborted `signal` included, is `unknown`.
   */
  retryJob(jobId: string, signal?: AbortSignal): Promise<RetryRequestResult>;
  /** Closes its connections. */
  close(): Promise<void>;
}

import type { MediaRequest } from "./media.ts";
import type {
  Attachment,
  CancelRequestResult,
  JobListResult,
  PollResult,
  RetryRequestResult,
} from "../job/job.ts";
import type { RecognisedJob } from "../job/job-reference.ts";

/** What a job API allows and keeps. Times in milliseconds; absent: not known. */
export interface SourceLimits {
  /** One job is asked for no more often than this. */
  readonly minPollIntervalMs: number;
  /** Requests a second over all jobs, whatever for. Default: the relay's own limit. */
  readonly maxPerSecond?: number;
  /** How long the API knows a job after its end. */
  readonly recordsKeptMs?: number;
  /** How long a job's files can be downloaded after its end. */
  readonly mediaKeptMs?: number;
}

/** See {@link JobSource.cancelCost}. */
export type CancelCost = "until-then";

/** A job API. */
export interface JobSource {
  /** Stored with each follow, so that the same API is asked again later. */
  readonly name: string;
  /** The API's name as people know it, the same in all languages. */
  readonly displayName: string;
  readonly limits: SourceLimits;
  /**
   * The job that a text means here, if any: an id, a link to a status, a result or a dashboard, a line of `curl`, or an id
   * after the source's name and a colon. Several jobs if the API runs on several servers and the text may mean a job on each.
   * Never asks the API.
   */
  recognise(text: string): RecognisedJob | readonly RecognisedJob[] | undefined;
  /**
   * A short form of a job's canonical id that channels may see: no e-mail address and no account number in it, no spaces, at
   * most 40 characters. Two jobs may share one.
   */
  toPublicId(jobId: string): string;
  /**
   * Asks for one job, once. Always resolves, within 15 s: every answer, time-out and outage is a {@link PollResult}.
   * The caller decides when to ask again. An aborted `signal` results in `unavailable`.
   */
  pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult>;
  /**
   * The request that downloads a file of a job. A header with a key is in it only for the API's own origin. Some APIs are
   * asked once more for the address. Rejects with a MediaError. Absent: a plain request to the attachment's URL.
   */
  locateMedia?(request: {
    readonly jobId: string;
    readonly attachment: Attachment;
    readonly signal?: AbortSignal | undefined;
  }): Promise<MediaRequest>;
  /**
   * Asks for the account's unfinished jobs, under the same contract as `pollJob`: valid ids, each once, at most 10,000.
   * Absent if the API cannot list them.
   */
  listJobs?(signal?: AbortSignal): Promise<JobListResult>;
  /**
   * Asks the API to run a completed job again, which costs the account as much as a new job. Always resolves, within 30 s.
   * The request is sent once and never repeated. If it was sent and no answer came, also because `signal` aborted, the
   * result is `unknown`. Absent if the API cannot do it.
   */
  retryJob?(jobId: string, signal?: AbortSignal): Promise<RetryRequestResult>;
  /**
   * Asks the API to cancel a running job, under the same contract as `retryJob`. A job that has ended keeps its result.
   * Absent if the API cannot do it. A poll marks the jobs that can be cancelled as `isCancellable`.
   */
  cancelJob?(jobId: string, signal?: AbortSignal): Promise<CancelRequestResult>;
  /** What a cancelled job costs: `until-then` is what it has used so far. Absent: not known. */
  readonly cancelCost?: CancelCost;
  /** Closes its connections. */
  close(): Promise<void>;
}

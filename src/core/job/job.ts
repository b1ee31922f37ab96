import { z } from "zod";

/** Longest job id accepted. The API publishes no limit; sibling ids are under 100 characters. */
export const MAX_JOB_ID_LENGTH = 256;

/** A job id: opaque printable ASCII without spaces. */
export const jobIdSchema = z
  .string()
  .min(1)
  .max(MAX_JOB_ID_LENGTH)
  .regex(/^[\x21-\x7e]+$/);

/** The phases of remote jobs: what their status means to the relay. */
export const JOB_PHASES = ["running", "completed", "failed", "cancelled", "moderated"] as const;
/** See {@link JOB_PHASES}. */
export type JobPhase = (typeof JOB_PHASES)[number];

/** One file of a finished job. Sizes in bytes, dimensions in pixels. Everything except the URL may be unknown. */
export const attachmentSchema = z.object({
  url: z.string().min(1),
  filename: z.string().optional(),
  contentType: z.string().optional(),
  sizeBytes: z.number().nonnegative().optional(),
  width: z.number().positive().optional(),
  height: z.number().positive().optional(),
  /** When the URL expires, in Unix milliseconds; absent if it does not say. */
  expiresAt: z.number().nonnegative().optional(),
  /** Whether the API marks the file as unsafe to see; absent if it does not say. */
  isUnsafe: z.boolean().optional(),
  /** Whether the URL is not for people, because it needs a key or leads into the operator's network. Default: false. */
  isPrivate: z.boolean().optional(),
  /** The copy that the relay keeps: its size in bytes, and the SHA-256 of its bytes in hexadecimal digits. */
  kept: z.object({ sizeBytes: z.number().nonnegative(), sha256: z.string() }).optional(),
});
/** See {@link attachmentSchema}. */
export type Attachment = Readonly<z.infer<typeof attachmentSchema>>;

/** What a status message shows of a job; stored with the follow. Instants in Unix milliseconds. */
export const jobFactsSchema = z.object({
  /** The API's own word, possibly one that the relay does not know. */
  status: z.string(),
  verb: z.string().optional(),
  /** What makes the job, as the API calls it. Not shown: it may name an account. */
  model: z.string().optional(),
  prompt: z.string().optional(),
  createdAt: z.number().optional(),
  updatedAt: z.number().optional(),
  /** When the API began to work on the job. */
  startedAt: z.number().optional(),
  /** How many jobs are ahead of a queued job: 0 if it is next. */
  queuePosition: z.int().nonnegative().optional(),
  /** Progress of a running job, if the API states it clearly. */
  percent: z.int().min(0).max(100).optional(),
  /** Whether the API offers to run the job again; absent if it does not say. */
  isRetryable: z.boolean().optional(),
  /** Whether the API can be asked to cancel the job as it is now. */
  isCancellable: z.boolean().optional(),
  /** What the job cost, in the API's own unit, such as `credits` or `USD`; while it runs, what the API expects. */
  cost: z.object({ amount: z.number().nonnegative(), unit: z.string() }).optional(),
});
/** See {@link jobFactsSchema}. */
export type JobFacts = Readonly<z.infer<typeof jobFactsSchema>>;

/** Progress is shown in steps of this many per cent, because each step edits a message in every channel that waits. */
const SHOWN_PERCENT_STEP = 5;

/** A job's progress as it is shown: rounded down to a whole step. */
export function toShownPercent(percent: number | undefined): number | undefined {
  return percent === undefined ? undefined : percent - (percent % SHOWN_PERCENT_STEP);
}

/** The remote job as the relay knows it. Contains nothing that must not be shown. */
export interface Job {
  readonly jobId: string;
  readonly phase: JobPhase;
  readonly facts: JobFacts;
  /** The provider's own message about the job, without user mentions. */
  readonly content: string | undefined;
  readonly attachments: readonly Attachment[];
  /** The API has deleted the job's files, and says so. */
  readonly isDeleted?: boolean;
  readonly error: string | undefined;
  readonly errorDetails: string | undefined;
  /** The job that this one runs again, if the API says so. */
  readonly parentJobId?: string | undefined;
}

/** The kinds of {@link SourceProblem}. Stored with a follow once its channel is told. */
export const SOURCE_PROBLEM_KINDS = [
  /** The API refuses the account's key. */
  "unauthorised",
  /** The account has no subscription. */
  "no-subscription",
  /** Too many requests. */
  "rate-limited",
  /** Outage, time-out, no connection. */
  "unavailable",
  /** The relay cannot read the answer. */
  "not-understood",
] as const;
/** See {@link SOURCE_PROBLEM_KINDS}. */
export type SourceProblemKind = (typeof SOURCE_PROBLEM_KINDS)[number];

/** Why the job API gave no job. */
export interface SourceProblem {
  readonly kind: SourceProblemKind;
  /** The API's own words if it had any, made harmless. */
  readonly message?: string;
  /** How long the API asks us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** One answer of a job API, whatever it was. */
export type PollResult =
  | { readonly kind: "job"; readonly job: Job }
  | { readonly kind: "not-found"; readonly message: string }
  | SourceProblem;

/** The account's unfinished jobs, or why they cannot be listed. */
export type JobListResult =
  | { readonly kind: "jobs"; readonly jobIds: readonly string[] }
  | SourceProblem;

/**
 * The result of asking a job API to run a job again. Every kind except `started` and `unknown` means that no new job was
 * started.
 */
export type RetryRequestResult =
  /** A new job was started, with its own id. */
  | { readonly kind: "started"; readonly jobId: string }
  | { readonly kind: "not-found"; readonly message: string }
  | { readonly kind: "moderated"; readonly message: string }
  /** The account already has as many unfinished jobs as it may. */
  | { readonly kind: "queue-full" }
  /** The request was sent, but no answer says what it did: a new job may or may not have been started. */
  | { readonly kind: "unknown"; readonly message?: string }
  | SourceProblem;

/**
 * The result of asking a job API to cancel a job. Every kind except `cancelling` and `unknown` means that the request changed
 * nothing.
 */
export type CancelRequestResult =
  /** The API cancels the job, or has done so. It may still end in another way, or not be known any more. */
  | { readonly kind: "cancelling" }
  /** The job has already ended. */
  | { readonly kind: "over" }
  | { readonly kind: "not-found"; readonly message: string }
  /** The request was sent, but no answer says what it did. */
  | { readonly kind: "unknown"; readonly message?: string }
  | SourceProblem;

import { z } from "zod";

/** Longest job id accepted. The API publishes no limit; sibling ids are under 100 characters. */
export const MAX_JOB_ID_LENGTH = 256;

/** A job id: opaque printable ASCII without spaces. */
export const jobIdSchema = z
  .string()
  .min(1)
  .max(MAX_JOB_ID_LENGTH)
  .regex(/^[\x21-\x7e]+$/);

/** A remote job's phase: what its status word means to the relay. */
export type JobPhase = "running" | "completed" | "failed" | "cancelled" | "moderated";

/** One file of a finished job. Sizes in bytes, dimensions in pixels; all but the address may be unknown. */
export const attachmentSchema = z.object({
  url: z.string().min(1),
  filename: z.string().optional(),
  contentType: z.string().optional(),
  sizeBytes: z.number().nonnegative().optional(),
  width: z.number().positive().optional(),
  height: z.number().positive().optional(),
  /** When the address ceases to work, Unix milliseconds; absent where it does not say. */
  expiresAt: z.number().nonnegative().optional(),
});
/** See {@link attachmentSchema}. */
export type Attachment = Readonly<z.infer<typeof attachmentSchema>>;

/** What a status message shows of a job; stored with the follow. Instants in Unix milliseconds. */
export const jobFactsSchema = z.object({
  /** The API's own word, possibly one the relay has never seen. */
  status: z.string(),
  verb: z.string().optional(),
  prompt: z.string().optional(),
  createdAt: z.number().optional(),
  updatedAt: z.number().optional(),
  /** How far a running job is, where the API says so plainly. */
  percent: z.int().min(0).max(100).optional(),
  /** Whether the API offers to make the job once more; absent where it does not say. */
  isRetryable: z.boolean().optional(),
});
/** See {@link jobFactsSchema}. */
export type JobFacts = Readonly<z.infer<typeof jobFactsSchema>>;

/** Progress is shown in steps of this many per cent: each is an edit of a message in every channel that waits. */
const SHOWN_PERCENT_STEP = 5;

/** A job's progress as people are shown it: rounded down to a whole step. */
export function toShownPercent(percent: number | undefined): number | undefined {
  return percent === undefined ? undefined : percent - (percent % SHOWN_PERCENT_STEP);
}

/** The remote job as the relay knows it. Holds nothing that must not be shown. */
export interface Job {
  readonly jobId: string;
  readonly phase: JobPhase;
  readonly facts: JobFacts;
  /** The provider's own message about the job, without user mentions. */
  readonly content: string | undefined;
  readonly attachments: readonly Attachment[];
  readonly error: string | undefined;
  readonly errorDetails: string | undefined;
  /** The job that this one runs again, if the API says so. */
  readonly parentJobId?: string | undefined;
}

/** The kinds of {@link SourceProblem}; stored with a follow whose channel was told. */
export const SOURCE_PROBLEM_KINDS = [
  /** The API refuses the account's key. */
  "unauthorised",
  /** The account has no subscription. */
  "no-subscription",
  /** Asked too often. */
  "rate-limited",
  /** Outage, time-out, no connection. */
  "unavailable",
  /** The answer is not one that the relay can read. */
  "not-understood",
] as const;
/** See {@link SOURCE_PROBLEM_KINDS}. */
export type SourceProblemKind = (typeof SOURCE_PROBLEM_KINDS)[number];

/** Why the job API gave no job. */
export interface SourceProblem {
  readonly kind: SourceProblemKind;
  /** The API's own words if it had any, made harmless. */
  readonly message?: string;
  /** How long the API asks to wait. */
  readonly retryAfterMs?: number;
}

/** One answer of a job API, whatever it was. */
export type PollResult =
  | { readonly kind: "job"; readonly job: Job }
  | { readonly kind: "not-found"; readonly message: string }
  | SourceProblem;

/** Which jobs the account has in the making, or why nobody can tell. */
export type JobListResult =
  | { readonly kind: "jobs"; readonly jobIds: readonly string[] }
  | SourceProblem;

/**
 * What came of asking a job API to make a job once more. Each kind but `started` and `unknown` means that no new job was
 * made.
 */
export type RetryRequestResult =
  /** The new job, which is followed by an id of its own. */
  | { readonly kind: "started"; readonly jobId: string }
  | { readonly kind: "not-found"; readonly message: string }
  | { readonly kind: "moderated"; readonly message: string }
  /** The account has as many jobs in the making as it may. */
  | { readonly kind: "queue-full" }
  /** The request went out and no answer came that says what it did: a new job may or may not be in the making. */
  | { readonly kind: "unknown"; readonly message?: string }
  | SourceProblem;

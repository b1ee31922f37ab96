import { z } from "zod";
import {
  attachmentSchema,
  JOB_PHASES,
  jobFactsSchema,
  SOURCE_PROBLEM_KINDS,
  type PollResult,
} from "../../job/job.ts";
import type { Service } from "../service.ts";

const text = z.string().optional();
const pollResultSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("job"),
    job: z.object({
      jobId: z.string(),
      phase: z.enum(JOB_PHASES),
      facts: jobFactsSchema,
      content: text,
      attachments: z.array(attachmentSchema),
      isDeleted: z.boolean().optional(),
      error: text,
      errorDetails: text,
      parentJobId: text,
    }),
  }),
  z.object({ kind: z.literal("not-found"), message: z.string() }),
  z.object({
    kind: z.enum(SOURCE_PROBLEM_KINDS),
    message: text,
    retryAfterMs: z.number().optional(),
  }),
]);

/** A message with a result that this release does not know is ignored: nobody could answer a command with it. */
const isPollResult = (value: unknown): boolean => pollResultSchema.safeParse(value).success;

/**
 * What processes tell each other. Messages only wake and ask: the facts are in the store, where they are found within a minute if
 * a message gets lost. Kinds of a newer release are ignored.
 */
export const processMessage = z.discriminatedUnion("kind", [
  /** The process that holds the job's partition should poll it soon. */
  z.strictObject({ kind: z.literal("poll"), jobKey: z.string() }),
  /**
   * The process that holds the job's partition should poll it now. `isStale`: a recent poll result is out of date. `known`: the
   * result of a poll that the sender has just made.
   */
  z.strictObject({
    kind: z.literal("poll-now"),
    jobKey: z.string(),
    isStale: z.boolean(),
    known: z.custom<PollResult>(isPollResult).optional(),
  }),
  /** The answer to `poll-now`. Without a poll result, there is none: the job's last follow has ended. */
  z.strictObject({
    kind: z.literal("polled"),
    jobKey: z.string(),
    pollResult: z.custom<PollResult>(isPollResult).optional(),
  }),
  /** The record of a follow was changed by a process that does not hold its channel's partition. */
  z.strictObject({ kind: z.literal("changed"), followKey: z.string() }),
  /** A follow has reached a final state. */
  z.strictObject({ kind: z.literal("ended"), followKey: z.string() }),
  /** The process that holds the channel's partition should show the follow's status message now. */
  z.strictObject({ kind: z.literal("show-status"), id: z.string(), followKey: z.string() }),
  /** The answer to `show-status`. `refusal`: the error of the platform, if there was one. */
  z.strictObject({
    kind: z.literal("shown"),
    id: z.string(),
    refusal: z
      .object({ code: z.string(), message: z.string(), missing: z.array(z.string()) })
      .optional(),
  }),
  /** The API did not say whether it has run a job again: the process that holds the job's partition should look for the new one. */
  z.strictObject({ kind: z.literal("search-retry"), followKey: z.string() }),
  /** The settings of a channel or of a person were changed. */
  z.strictObject({
    kind: z.literal("settings"),
    of: z.enum(["channel", "person"]),
    key: z.string(),
  }),
]);
/** See {@link processMessage}. */
export type ProcessMessage = z.infer<typeof processMessage>;

/**
 * Carries messages to all processes that work together, the sender included. A message may be late, and one that was sent
 * around an outage may be missing: then `onGap` says so.
 */
export interface ProcessMessages extends Service {
  /** Resolves once the message is on its way. Rejects with a `QueueError` if that is not possible now. */
  publish(message: ProcessMessage): Promise<void>;
  /** `listener` gets each message that was published since the start, in the order in which they were published. */
  subscribe(listener: (message: ProcessMessage) => void): void;
  /** `listener` is called when messages may be missing: read everything again. */
  onGap(listener: () => void): void;
}

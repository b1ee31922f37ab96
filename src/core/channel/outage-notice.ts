import { z } from "zod";
import { SOURCE_PROBLEM_KINDS } from "../job/job.ts";

/**
 * The one message that tells a channel, or a thread, that a source gives no proper answers. It is edited when that changes.
 * Instants in Unix milliseconds.
 */
export const outageNoticeSchema = z.object({
  /** Globally unique; the key of its message is derived from it. */
  id: z.string().min(1),
  source: z.string().min(1),
  sourceName: z.string().min(1),
  /** The thread of the channel that it is in, if any. */
  thread: z.string().min(1).optional(),
  /** The language of its message, as a BCP 47 tag. */
  locale: z.string().optional(),
  problem: z.enum(SOURCE_PROBLEM_KINDS),
  beganAt: z.number(),
  /** When the first outage began that its message told of, if that is an earlier one. */
  firstBeganAt: z.number().optional(),
  /** Absent while the outage lasts. `isAnswered`: the source answers again. If not, no job here waits for it any more. */
  ended: z.object({ at: z.number(), isAnswered: z.boolean() }).optional(),
  messageId: z.string().min(1).optional(),
  /** What the adapter keeps between the attempts to post it. */
  checkpoint: z.record(z.string(), z.string()).optional(),
  /** Fingerprint of what its message shows; absent while it is being edited. */
  shown: z.string().optional(),
  /** The channel does not take the message, or it was deleted: there is nothing left to try. */
  isRefused: z.boolean().optional(),
});
/** See {@link outageNoticeSchema}. */
export type OutageNotice = Readonly<z.infer<typeof outageNoticeSchema>>;

/** How long after the end of an outage the next one is told in the same message, in milliseconds. */
const SAME_MESSAGE_FOR_MS = 3_600_000;

/** Whether the next outage of the source can still be told in this message. */
export const canBeReopened = ({ ended, isRefused }: OutageNotice, now: number): boolean =>
  ended !== undefined && isRefused !== true && now - ended.at < SAME_MESSAGE_FOR_MS;

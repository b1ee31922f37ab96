import { z } from "zod";
import { channelRefSchema, encodeChannelRef, type ChannelRef } from "./channel-ref.ts";
import { RelayError } from "./errors.ts";
import { jobFactsSchema, jobIdSchema, TROUBLE_KINDS } from "./job.ts";
import { outcomeSchema, type Outcome } from "./outcome.ts";

/** A message of ours on a platform. `url` leads a person to it. */
export const messageRefSchema = z.object({ id: z.string().min(1), url: z.string().optional() });
/** See {@link messageRefSchema}. */
export type MessageRef = Readonly<z.infer<typeof messageRefSchema>>;

/**
 * ```
 *            job over, given up,            posted in the
 *            or unknown to the API          channel
 * (command) ─► pending ────────► settled ─────────► delivered
 *                                   │
 *                                   └─────────────► discarded
 *                     channel gone, access lost, or 24 h of failures
 * ```
 * - `pending`: the job still runs, as far as known. The poller moves it on. After a restart it is polled again.
 * - `settled`: the outcome is stored and not yet known to be in the channel. The deliverer moves it on. After a
 *   restart the deliverer first asks the platform whether it already landed.
 * - `delivered`: the outcome is in the channel. Nothing moves it. Kept for a while, then dropped by the store.
 * - `discarded`: the outcome cannot reach the channel any more; `discardReason` says why. Kept like `delivered`.
 */
export const FOLLOW_STATES = ["pending", "settled", "delivered", "discarded"] as const;
/** See {@link FOLLOW_STATES}. */
export type FollowState = (typeof FOLLOW_STATES)[number];

/** Our record that one channel waits for one job. Instants in Unix milliseconds, sizes in bytes. */
export const followSchema = z.object({
  /** Unique for ever; idempotency keys are derived from it. */
  id: z.string().min(1),
  /** Which job API knows the job. */
  api: z.string().min(1),
  jobId: jobIdSchema,
  channel: channelRefSchema,
  state: z.enum(FOLLOW_STATES),
  /** User ids of everybody who asked, first asker first: the only people its outcome may ping. */
  requesters: z.array(z.string().min(1)).min(1),
  createdAt: z.number(),
  /** Largest file the channel takes, where the platform said so. */
  uploadLimitBytes: z.number().positive().optional(),
  /** What was last read of the job. */
  job: jobFactsSchema.optional(),
  /** Why nothing can be read of the job at the moment, when the channel was told so. */
  trouble: z.enum(TROUBLE_KINDS).optional(),
  statusMessage: messageRefSchema.optional(),
  /** Fingerprint of what the status message shows, so that a restart knows whether an edit is owed. */
  statusShown: z.string().optional(),
  outcome: outcomeSchema.optional(),
  settledAt: z.number().optional(),
  /** What a platform adapter saved between the steps of posting the result; only that adapter reads it. */
  checkpoint: z.record(z.string(), z.string()).optional(),
  resultMessage: messageRefSchema.optional(),
  closedAt: z.number().optional(),
  discardReason: z.string().optional(),
});
/** See {@link followSchema}. */
export type Follow = Readonly<z.infer<typeof followSchema>>;

/** Names the one record a (job API, job, channel) can have. */
export function followKey(follow: Pick<Follow, "api" | "jobId" | "channel">): string {
  return `${follow.api}|${encodeChannelRef(follow.channel)}|${follow.jobId}`;
}

/** Names a remote job: all follows with the same key share one poll. */
export function jobKey(job: Pick<Follow, "api" | "jobId">): string {
  return `${job.api}|${job.jobId}`;
}

/** A follow was asked to go where its state does not lead. A defect of ours, never a person's mistake. */
export class IllegalTransitionError extends RelayError {
  constructor(from: FollowState, to: FollowState) {
    super("illegal_transition", `a ${from} follow cannot become ${to}`);
  }
}

/** Whether anything is left to do for it. */
export const isFinal = (follow: Follow): boolean =>
  follow.state === "delivered" || follow.state === "discarded";

/** A new, pending follow. */
export function createFollow(input: {
  id: string;
  api: string;
  jobId: string;
  channel: ChannelRef;
  requester: string;
  createdAt: number;
  uploadLimitBytes?: number;
}): Follow {
  const { requester, ...rest } = input;
  return { ...rest, state: "pending", requesters: [requester] };
}

/** The same follow with one more person to tell; unchanged when they asked before. */
export function addRequester(follow: Follow, userId: string): Follow {
  if (follow.requesters.includes(userId)) return follow;
  return { ...follow, requesters: [...follow.requesters, userId] };
}

/** `pending` → `settled`. */
export function settle(follow: Follow, outcome: Outcome, settledAt: number): Follow {
  assertState(follow, "pending", "settled");
  return { ...follow, state: "settled", outcome, settledAt, trouble: undefined };
}

/** `settled` → `delivered`. */
export function markDelivered(follow: Follow, resultMessage: MessageRef, closedAt: number): Follow {
  assertState(follow, "settled", "delivered");
  return { ...follow, state: "delivered", resultMessage, closedAt, checkpoint: undefined };
}

/** `settled` → `discarded`. */
export function markDiscarded(follow: Follow, discardReason: string, closedAt: number): Follow {
  assertState(follow, "settled", "discarded");
  return { ...follow, state: "discarded", discardReason, closedAt, checkpoint: undefined };
}

function assertState(follow: Follow, expected: FollowState, to: FollowState): void {
  if (follow.state !== expected) throw new IllegalTransitionError(follow.state, to);
}

/** What names a follow in a log line. */
export const followFields = (follow: Follow): Record<string, unknown> => ({
  followId: follow.id,
  jobId: follow.jobId,
  platform: follow.channel.platform,
  channelId: follow.channel.channel,
});

import { z } from "zod";
import { channelRefSchema } from "../channel/channel-ref.ts";
import { DELIVERIES } from "../channel/channel-settings.ts";
import { RelayError } from "../errors.ts";
import type { DiscardReason } from "./discard-reason.ts";
import { jobFactsSchema, jobIdSchema, SOURCE_PROBLEM_KINDS } from "../job/job.ts";
import { usualEndSchema } from "../job/model-durations.ts";
import { outcomeSchema, type Outcome } from "../job/outcome.ts";
import { ORIGINS } from "./origins.ts";

export { followKey, jobKey } from "./follow-key.ts";

/** A message of ours on a platform. `url` leads a person to it. */
export const messageRefSchema = z.object({ id: z.string().min(1), url: z.string().optional() });
/** See {@link messageRefSchema}. */
export type MessageRef = Readonly<z.infer<typeof messageRefSchema>>;

/**
 * ```
 *            job over, given up, unknown    posted in the
 *            to the API, or stopped         channel
 * (command) ─► pending ────────► settled ─────────► delivered
 *                                   │ ▲
 *              (shared, sent        │ └── (posted again: a new follow goes on with a discarded one's delivery)
 *               privately) ─────────┤
 *                                   └─────────────► discarded
 *                     channel gone, access lost, or 24 h of failures; no one left to tell
 * ```
 * - `pending`: as far as the relay knows, the job still runs. The poller moves it on. After a restart it is polled again.
 * - `settled`: the outcome is stored and not yet known to be in the channel. The deliverer moves it on. After a
 *   restart the deliverer first asks the platform whether the message already exists.
 * - `delivered`: the outcome is in the channel. Nothing moves it. Kept for a while, then dropped by the store.
 * - `discarded`: the outcome cannot reach the channel any more; `discardReason` says why. Kept like `delivered`.
 */
export const FOLLOW_STATES = ["pending", "settled", "delivered", "discarded"] as const;
/** See {@link FOLLOW_STATES}. */
export type FollowState = (typeof FOLLOW_STATES)[number];

/** Our record that a channel waits for a job. Instants in Unix milliseconds, sizes in bytes. */
export const followSchema = z.object({
  /** Globally unique and never reused; idempotency keys are derived from it. */
  id: z.string().min(1),
  /** If it continues the delivery of an earlier follow: the id from which the keys of its result are derived. */
  postedAs: z.string().min(1).optional(),
  /** The name of the source that knows the job. */
  source: z.string().min(1),
  /** The source's name as people know it. */
  sourceName: z.string().min(1),
  /** The job's canonical id at its source. Not for channels: it may contain an e-mail address or an account number. */
  jobId: jobIdSchema,
  /** The id that channels are shown. */
  publicId: z.string().min(1),
  channel: channelRefSchema,
  state: z.enum(FOLLOW_STATES),
  origin: z.enum(ORIGINS),
  /** User ids of the people who asked, in that order. The outcome may ping only them. */
  requesters: z.array(z.string().min(1)),
  /** When the job API returned the job's id, if the relay started the job. */
  givenAt: z.number().optional(),
  /** Of a retry: the new job, once the API has named it. */
  startedAs: jobIdSchema.optional(),
  /** The person who shared it into this channel. */
  sharedBy: z.string().min(1).optional(),
  /** The language of its messages, as a BCP 47 tag. */
  locale: z.string().optional(),
  createdAt: z.number(),
  /** Largest file that the channel accepts, if the platform said so. */
  uploadLimitBytes: z.number().positive().optional(),
  /** The job as last read from the API. */
  job: jobFactsSchema.optional(),
  /** When the job will have ended, if it takes as long as most of its model; as of the last change of the job. */
  usualEnd: usualEndSchema.optional(),
  /** Why the job cannot be read at the moment, once the channel is told so. */
  trouble: z.enum(SOURCE_PROBLEM_KINDS).optional(),
  /** When the API was asked to cancel the job. If the API does not know the job after that, it is cancelled, not lost. */
  cancelAskedAt: z.number().optional(),
  statusMessage: messageRefSchema.optional(),
  /** Like `checkpoint`, for the status message. */
  statusCheckpoint: z.record(z.string(), z.string()).optional(),
  /** Fingerprint of what the status message shows, so that after a restart the relay knows whether it needs an edit. */
  statusShown: z.string().optional(),
  /** The job was already over when a person asked for it: its result is the only message, without a status message. */
  overAtOnce: z.boolean().optional(),
  /** Its result may have been put into the status message, but is posted elsewhere: edits of the message take it away. */
  resultLeftStatus: z.boolean().optional(),
  outcome: outcomeSchema.optional(),
  settledAt: z.number().optional(),
  /** How its result arrives. Fixed before any part of it is sent. */
  delivery: z.enum(DELIVERIES).optional(),
  /** A line in the channel points to its result in a thread. Fixed together with `delivery`. Absent: no line. */
  broadcast: z.boolean().optional(),
  /** The thread that its result goes to, if any. */
  thread: channelRefSchema.optional(),
  /** A result of several messages: the indexes of the attachments that each one carries, and the messages posted so far. */
  parts: z
    .object({ plan: z.array(z.array(z.number().int())), posted: z.array(messageRefSchema) })
    .optional(),
  /** State that a platform adapter saved between the steps of posting the result. Only that adapter reads it. */
  checkpoint: z.record(z.string(), z.string()).optional(),
  resultMessage: messageRefSchema.optional(),
  closedAt: z.number().optional(),
  discardReason: z.string().optional(),
  /** The channel in which it was requested, if the result goes to a person privately instead. */
  askedIn: channelRefSchema.optional(),
  /** The channel is lost for this reason. `sent`: for each requester so far, whether they got the result as a direct message. */
  rescue: z.object({ reason: z.string(), sent: z.record(z.string(), z.boolean()) }).optional(),
  /** The first person who got the result as a direct message instead. */
  sentTo: z.string().min(1).optional(),
});
/** See {@link followSchema}. */
export type Follow = Readonly<z.infer<typeof followSchema>>;

/** A follow cannot move from its state to the requested one. This is a bug, never a user's mistake. */
export class IllegalTransitionError extends RelayError {
  constructor(from: FollowState, to: FollowState) {
    super("illegal_transition", `a ${from} follow cannot become ${to}`);
  }
}

/** How long a finished follow is kept in the store, in lists, in suggestions and for buttons. */
export const KEPT_FOR_MS = 7 * 24 * 3_600_000;

/** Whether a follow has reached a final state: nothing is left to do for it. */
export const isFinal = (follow: Follow): boolean =>
  follow.state === "delivered" || follow.state === "discarded";

/** The id from which the keys of a follow's result are derived. */
export const postedAs = (follow: Follow): string => follow.postedAs ?? follow.id;

/**
 * Adds a requester; returns the same object if they are one already. A follow for channel notifications becomes one that a
 * person asked for.
 */
export function addRequester(follow: Follow, userId: string): Follow {
  if (follow.requesters.includes(userId)) return follow;
  const joined = { ...follow, requesters: [...follow.requesters, userId] };
  return follow.origin === "notification" ? skipStatus({ ...joined, origin: "command" }) : joined;
}

/**
 * Removes a requester; the next one then counts as the first. If none is left, the follow becomes a notification.
 */
export function removeRequester(follow: Follow, userId: string): Follow {
  const requesters = follow.requesters.filter((each) => each !== userId);
  const isUnasked = follow.origin === "command" && requesters.length === 0;
  return { ...follow, requesters, ...(isUnasked && { origin: "notification" }) };
}

/**
 * Prepares a new follow that replaces a stopped one whose other requesters have not been told yet: they become requesters
 * of the new follow, which keeps the status message. Otherwise returns the new follow unchanged.
 */
export function takeOver(follow: Follow, stopped: Follow | undefined): Follow {
  if (stopped?.outcome?.kind !== "forgotten") return follow;
  const { statusMessage, requesters, outcome } = stopped;
  const others = requesters.filter((userId) => userId !== outcome.by);
  const all = others.reduce(addRequester, follow);
  return statusMessage ? { ...all, statusMessage } : all;
}

/** `pending` → `settled`. */
export function settle(follow: Follow, outcome: Outcome, settledAt: number): Follow {
  assertState(follow, "pending", "settled");
  return { ...follow, state: "settled", outcome, settledAt, trouble: undefined };
}

/** Marks a follow that settled before it had a status message: its result is its only message. */
export const skipStatus = (follow: Follow): Follow =>
  follow.state === "settled" && !follow.statusMessage ? { ...follow, overAtOnce: true } : follow;

/** Undoes {@link skipStatus}: the result is not posted, so there is something to show. */
export const wantStatus = (follow: Follow): Follow => ({ ...follow, overAtOnce: undefined });

/** `settled` → `delivered`. */
export function markDelivered(follow: Follow, resultMessage: MessageRef, closedAt: number): Follow {
  assertState(follow, "settled", "delivered");
  return { ...follow, state: "delivered", resultMessage, closedAt, checkpoint: undefined };
}

/** `settled` → `discarded`. */
export function markDiscarded(
  follow: Follow,
  discardReason: DiscardReason,
  closedAt: number,
): Follow {
  assertState(follow, "settled", "discarded");
  // The checkpoint stays: the result may be in the channel after all, and a person may ask for it again.
  return { ...follow, state: "discarded", discardReason, closedAt };
}

function assertState(follow: Follow, expected: FollowState, to: FollowState): void {
  if (follow.state !== expected) throw new IllegalTransitionError(follow.state, to);
}

/** Whether part of the result may already be in the channel, so that a new status message would appear below it. */
export const mayBeAnswered = ({ checkpoint = {}, parts }: Follow): boolean =>
  Object.keys(checkpoint).length > 0 || (parts?.posted.length ?? 0) > 0;

/** Whether its result has files. */
export const hasFiles = ({ outcome }: Follow): boolean =>
  outcome?.kind === "completed" && outcome.attachments.length > 0;

/** The fields that identify a follow in a log line. */
export const followFields = (
  follow: Pick<Follow, "id" | "jobId" | "channel">,
): Record<string, unknown> => ({
  followId: follow.id,
  jobId: follow.jobId,
  platform: follow.channel.platform,
  channelId: follow.channel.channel,
});

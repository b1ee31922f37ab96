import { z } from "zod";
import { channelRefSchema, type ChannelRef } from "../channel/channel-ref.ts";
import { DELIVERIES } from "../channel/channel-settings.ts";
import { RelayError } from "../errors.ts";
import type { DiscardReason } from "./discard-reason.ts";
import { jobFactsSchema, jobIdSchema, SOURCE_PROBLEM_KINDS } from "../job/job.ts";
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
  /** The id that the keys of its result are derived from, if it continues an earlier follow's delivery. */
  postedAs: z.string().min(1).optional(),
  /** Which job API knows the job. */
  api: z.string().min(1),
  jobId: jobIdSchema,
  channel: channelRefSchema,
  state: z.enum(FOLLOW_STATES),
  origin: z.enum(ORIGINS),
  /** User ids of the people who asked, the first one first: only they may be pinged by its outcome. */
  requesters: z.array(z.string().min(1)),
  /** When the job API gave the id of its job, if the relay started the job. */
  givenAt: z.number().optional(),
  /** Of a retry: the new job, once the API has named it. */
  startedAs: jobIdSchema.optional(),
  /** Who shared it, where that is how it came here. */
  sharedBy: z.string().min(1).optional(),
  /** The language of its messages, as a BCP 47 tag. */
  locale: z.string().optional(),
  createdAt: z.number(),
  /** Largest file the channel takes, where the platform said so. */
  uploadLimitBytes: z.number().positive().optional(),
  /** What was last read of the job. */
  job: jobFactsSchema.optional(),
  /** Why nothing can be read of the job at the moment, when the channel was told so. */
  trouble: z.enum(SOURCE_PROBLEM_KINDS).optional(),
  statusMessage: messageRefSchema.optional(),
  /** Like `checkpoint`, for the status message. */
  statusCheckpoint: z.record(z.string(), z.string()).optional(),
  /** Fingerprint of what the status message shows, so that a restart knows whether an edit is owed. */
  statusShown: z.string().optional(),
  /** The job was over when it was first asked for: its result is the only message, no status message comes before it. */
  overAtOnce: z.boolean().optional(),
  outcome: outcomeSchema.optional(),
  settledAt: z.number().optional(),
  /** How its result arrives, fixed before anything of it is sent. */
  delivery: z.enum(DELIVERIES).optional(),
  /** The thread that its result goes to, where it goes to one. */
  thread: channelRefSchema.optional(),
  /** A result of several messages: which attachments each one carries, by their places, and those that are posted. */
  parts: z
    .object({ plan: z.array(z.array(z.number().int())), posted: z.array(messageRefSchema) })
    .optional(),
  /** What a platform adapter saved between the steps of posting the result; only that adapter reads it. */
  checkpoint: z.record(z.string(), z.string()).optional(),
  resultMessage: messageRefSchema.optional(),
  closedAt: z.number().optional(),
  discardReason: z.string().optional(),
  /** The channel in which it was asked for, if the result goes to a person privately instead. */
  askedIn: channelRefSchema.optional(),
  /** The channel is lost for this reason; by requester, whether they got the result privately or accept none. */
  rescue: z.object({ reason: z.string(), sent: z.record(z.string(), z.boolean()) }).optional(),
  /** Who got it as a direct message instead. */
  sentTo: z.string().min(1).optional(),
});
/** See {@link followSchema}. */
export type Follow = Readonly<z.infer<typeof followSchema>>;

/** A follow was asked to go where its state does not lead. A defect of ours, never a person's mistake. */
export class IllegalTransitionError extends RelayError {
  constructor(from: FollowState, to: FollowState) {
    super("illegal_transition", `a ${from} follow cannot become ${to}`);
  }
}

/** How long a follow is kept after its end: in the store, in lists, in completion and for buttons. */
export const KEPT_FOR_MS = 7 * 24 * 3_600_000;

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
  uploadLimitBytes?: number | undefined;
  locale?: string | undefined;
}): Follow {
  const { requester, ...rest } = input;
  return { ...rest, state: "pending", origin: "command", requesters: [requester] };
}

/** A new, pending follow of a channel that wants every job of the account. No person asked, so it pings no one. */
export function createNotification(
  input: Pick<Follow, "id" | "api" | "jobId" | "channel" | "createdAt" | "locale">,
): Follow {
  return { ...input, state: "pending", origin: "notification", requesters: [] };
}

/** The outcome of a finished follow for another channel: settled, and on its way. */
export function createShare(
  source: Follow,
  input: Pick<Follow, "id" | "channel" | "sharedBy" | "settledAt" | "uploadLimitBytes" | "locale">,
): Follow {
  const { api, jobId, createdAt, job, outcome } = source;
  return {
    ...input,
    api,
    jobId,
    createdAt,
    job,
    outcome,
    state: "settled",
    origin: "share",
    requesters: [],
  };
}

/**
 * Reopens a discarded follow: its delivery goes on where it stopped. Posted messages stay, and those that may have
 * landed without our knowing are still recognised. If nothing is posted, how it arrives is decided anew.
 */
export function createRedelivery(
  discarded: Follow,
  { id, settledAt }: { id: string; settledAt: number },
): Follow {
  const { closedAt: _, discardReason: __, sentTo: ___, rescue: ____, ...rest } = discarded;
  const anew: Follow = { ...rest, id, postedAs: postedAs(discarded), settledAt, state: "settled" };
  if (anew.parts && anew.parts.posted.length > 0) return anew;
  return { ...anew, parts: undefined, delivery: undefined, thread: undefined };
}

/** What the keys of a follow's result are derived from. */
export const postedAs = (follow: Follow): string => follow.postedAs ?? follow.id;

/**
 * The same follow with one more requester; the same object if they asked before. A follow of channel notifications becomes
 * one that a person asked for.
 */
export function addRequester(follow: Follow, userId: string): Follow {
  if (follow.requesters.includes(userId)) return follow;
  const joined = { ...follow, requesters: [...follow.requesters, userId] };
  return follow.origin === "notification" ? skipStatus({ ...joined, origin: "command" }) : joined;
}

/**
 * The same follow without one of its requesters; the next one then counts as the first. If none is left, it is a
 * notification.
 */
export function removeRequester(follow: Follow, userId: string): Follow {
  const requesters = follow.requesters.filter((each) => each !== userId);
  const isUnasked = follow.origin === "command" && requesters.length === 0;
  return { ...follow, requesters, ...(isUnasked && { origin: "notification" }) };
}

/**
 * A new follow in place of one that was stopped, and whose other requesters are not told yet: they wait for the job again,
 * in the same status message. Otherwise the new follow as it is.
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

/** A follow that settled before anything of it was shown: its result is its only message. */
export const skipStatus = (follow: Follow): Follow =>
  follow.state === "settled" && !follow.statusMessage ? { ...follow, overAtOnce: true } : follow;

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
  // The checkpoint stays: the result may be in the channel all the same, and may be asked for again.
  return { ...follow, state: "discarded", discardReason, closedAt };
}

function assertState(follow: Follow, expected: FollowState, to: FollowState): void {
  if (follow.state !== expected) throw new IllegalTransitionError(follow.state, to);
}

/** Whether part of its result may be in the channel: a status message would come after it. */
export const mayBeAnswered = ({ checkpoint = {}, parts }: Follow): boolean =>
  Object.keys(checkpoint).length > 0 || (parts?.posted.length ?? 0) > 0;

/** What names a follow in a log line. */
export const followFields = (follow: Follow): Record<string, unknown> => ({
  followId: follow.id,
  jobId: follow.jobId,
  platform: follow.channel.platform,
  channelId: follow.channel.channel,
});

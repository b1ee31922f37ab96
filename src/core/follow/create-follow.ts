import type { ChannelRef } from "../channel/channel-ref.ts";
import type { SourceJob } from "../job/job-reference.ts";
import { mayBeAnswered, postedAs, type Follow } from "./follow.ts";

/** Creates a pending follow that a person asked for. */
export function createFollow(
  input: SourceJob & {
    readonly id: string;
    readonly channel: ChannelRef;
    readonly requester: string;
    readonly createdAt: number;
    readonly uploadLimitBytes?: number | undefined;
    readonly locale?: string | undefined;
  },
): Follow {
  const { requester, ...rest } = input;
  return { ...rest, state: "pending", origin: "command", requesters: [requester] };
}

/** Creates a pending follow for a channel that wants every job of the account. No person asked, so it pings no one. */
export function createNotification(
  input: Pick<
    Follow,
    "id" | "source" | "sourceName" | "jobId" | "publicId" | "channel" | "createdAt" | "locale"
  >,
): Follow {
  return { ...input, state: "pending", origin: "notification", requesters: [] };
}

/** Creates a settled follow that delivers the outcome of a finished one to another channel. */
export function createShare(
  shared: Follow,
  input: Pick<Follow, "id" | "channel" | "sharedBy" | "settledAt" | "uploadLimitBytes" | "locale">,
): Follow {
  const { source, sourceName, jobId, publicId, createdAt, job, outcome } = shared;
  return {
    ...input,
    source,
    sourceName,
    jobId,
    publicId,
    createdAt,
    job,
    outcome,
    state: "settled",
    origin: "share",
    requesters: [],
  };
}

/**
 * Creates a follow that continues the delivery of a discarded one. Messages that are already posted stay, and messages that
 * may exist without our knowledge are still recognised, and none is posted beside them in another way. If nothing can be in
 * the channel, the delivery mode is decided again.
 */
export function createRedelivery(
  discarded: Follow,
  { id, settledAt }: { id: string; settledAt: number },
): Follow {
  const { closedAt: _, discardReason: __, sentTo: ___, rescue: ____, ...rest } = discarded;
  const anew: Follow = { ...rest, id, postedAs: postedAs(discarded), settledAt, state: "settled" };
  // An edit that puts the result into the status message leaves no trace in the record.
  const mayBeInStatus = anew.delivery === "edit" && anew.statusMessage !== undefined;
  if (mayBeAnswered(anew) || mayBeInStatus) return anew;
  const undecided = { delivery: undefined, broadcast: undefined, thread: undefined };
  return { ...anew, ...undecided, parts: undefined };
}

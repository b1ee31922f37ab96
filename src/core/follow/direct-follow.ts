import type { ChannelRef } from "../channel/channel-ref.ts";
import { postedAs, type Follow } from "./follow.ts";

/**
 * A new, settled follow that brings an outcome whose channel is gone to one of its requesters, in `channel`. The same source
 * always makes the same follow, even if its delivery is asked for again.
 */
export function createDirectFollow(
  source: Follow,
  { channel, requester, settledAt }: { channel: ChannelRef; requester: string; settledAt: number },
): Follow {
  const { api, jobId, createdAt, job, outcome, locale } = source;
  const id = `${postedAs(source)}:direct:${requester}`;
  const facts = { api, jobId, createdAt, job, outcome, locale, settledAt, askedIn: source.channel };
  return { ...facts, id, channel, requesters: [requester], origin: "direct", state: "settled" };
}

/** The channel in which a job was asked for. The allow lists check this one; a direct message need not be in a list. */
export const askedChannel = ({
  channel,
  askedIn,
}: Pick<Follow, "channel" | "askedIn">): ChannelRef => askedIn ?? channel;

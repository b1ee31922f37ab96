import type { ChannelRef } from "../channel/channel-ref.ts";
import { postedAs, type Follow } from "./follow.ts";

/**
 * Creates a settled follow that delivers the outcome of a lost channel to one of its requesters, in the direct conversation
 * `channel`. The same lost follow always gives the same id, even after its redelivery.
 */
export function createDirectFollow(
  lost: Follow,
  { channel, requester, settledAt }: { channel: ChannelRef; requester: string; settledAt: number },
): Follow {
  const { source, sourceName, jobId, publicId, createdAt, job, outcome, locale } = lost;
  const id = `${postedAs(lost)}:direct:${requester}`;
  const about = { source, sourceName, jobId, publicId, createdAt, job, outcome, locale };
  const facts = { ...about, settledAt, askedIn: lost.channel };
  return { ...facts, id, channel, requesters: [requester], origin: "direct", state: "settled" };
}

/** The channel in which the job was requested. The allow lists apply to this one, not to the direct conversation. */
export const askedChannel = ({
  channel,
  askedIn,
}: Pick<Follow, "channel" | "askedIn">): ChannelRef => askedIn ?? channel;

import type { ChannelRef } from "../channel/channel-ref.ts";
import { postedAs, type Follow } from "./follow.ts";

/**
 * Creates a settled follow that delivers the outcome of a lost channel to one of its requesters, in the direct conversation
 * `channel`. The same source always gives the same id, even after a redelivery of the source.
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

/** The channel in which the job was requested. The allow lists apply to this one, not to the direct conversation. */
export const askedChannel = ({
  channel,
  askedIn,
}: Pick<Follow, "channel" | "askedIn">): ChannelRef => askedIn ?? channel;

import type { ChannelRef } from "../channel/channel-ref.ts";
import { postedAs, type Follow } from "./follow.ts";

/**
 * The outcome of a follow whose channel is gone, for one of its requesters. The same follow always makes the same one, also
 * where its delivery is asked for again.
 */
export function createDirect(
  source: Follow,
  { channel, requester, settledAt }: { channel: ChannelRef; requester: string; settledAt: number },
): Follow {
  const { api, jobId, createdAt, job, outcome, locale } = source;
  const id = `${postedAs(source)}:direct:${requester}`;
  const facts = { api, jobId, createdAt, job, outcome, locale, settledAt, askedIn: source.channel };
  return { ...facts, id, channel, requesters: [requester], origin: "direct", state: "settled" };
}

/**
 * The channel that the allow lists check for a follow: the one in which it was asked for. A direct message in its place
 * need not be in a list.
 */
export const judgedBy = ({ channel, askedIn }: Pick<Follow, "channel" | "askedIn">): ChannelRef =>
  askedIn ?? channel;

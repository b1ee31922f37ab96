import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import type { MessageRef } from "../../../core/follow/follow.ts";

const TIMESTAMP = /^\d+\.\d+$/;

/** A message's id and link. The link is composed like Slack's own permalinks, which saves a call per message. */
export function toMessageRef(
  teamUrl: string | undefined,
  channel: ChannelRef,
  ts: string,
): MessageRef {
  // If the app may not look for a share, a file's id stands in for the message's, and no link leads there.
  if (teamUrl === undefined || !TIMESTAMP.test(ts)) return { id: ts };
  const url = new URL(`archives/${channel.channel}/p${ts.replace(".", "")}`, teamUrl);
  if (channel.thread !== undefined) {
    url.searchParams.set("thread_ts", channel.thread);
    url.searchParams.set("cid", channel.channel);
  }
  return { id: ts, url: url.href };
}

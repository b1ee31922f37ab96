import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import type { MessageRef } from "../../../core/follow/follow.ts";

const TIMESTAMP = /^\d+\.\d+$/;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether an address that Slack hands out (`upload_url`, `response_url`) may be given our bytes: https, or the very
 * server that SLACK_API_URL names, or loopback where that is loopback too.
 */
export function isTrustedUrl(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === "https:") return true;
  if (url.protocol !== "http:") return false;
  const api = new URL(apiUrl);
  return url.origin === api.origin || (LOOPBACK.test(url.hostname) && LOOPBACK.test(api.hostname));
}

/** How a message is found again. Its link is put together as Slack's own permalinks are, which saves a call each. */
export function toMessageRef(
  teamUrl: string | undefined,
  channel: ChannelRef,
  ts: string,
): MessageRef {
  // Where the app may not look for a share, a file's id stands in for the message's, and no link leads there.
  if (teamUrl === undefined || !TIMESTAMP.test(ts)) return { id: ts };
  const url = new URL(`archives/${channel.channel}/p${ts.replace(".", "")}`, teamUrl);
  if (channel.thread !== undefined) {
    url.searchParams.set("thread_ts", channel.thread);
    url.searchParams.set("cid", channel.channel);
  }
  return { id: ts, url: url.href };
}

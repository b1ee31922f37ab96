import { encodeChannelRef, type ChannelRef } from "../channel/channel-ref.ts";

/** What identifies a remote job. */
interface KeyedJob {
  readonly api: string;
  readonly jobId: string;
}

/** The key of a follow's record: one per job API, job and channel, and one more for a retry. Job ids contain no spaces. */
export function followKey(
  follow: KeyedJob & { readonly channel: ChannelRef; readonly origin?: string },
): string {
  const { api, channel, jobId, origin } = follow;
  return `${api}|${encodeChannelRef(channel)}|${jobId}${origin === "retry" ? " retry" : ""}`;
}

/** The key of a remote job. All follows with the same job key share one poll. */
export const jobKey = ({ api, jobId }: KeyedJob): string => `${api}|${jobId}`;

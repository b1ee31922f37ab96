import { encodeChannelRef, type ChannelRef } from "../channel/channel-ref.ts";

/** What names a remote job. */
interface KeyedJob {
  readonly api: string;
  readonly jobId: string;
}

/** Names the one record a (job API, job, channel) can have, beside that of a retry. No job id has a space in it. */
export function followKey(
  follow: KeyedJob & { readonly channel: ChannelRef; readonly origin?: string },
): string {
  const { api, channel, jobId, origin } = follow;
  return `${api}|${encodeChannelRef(channel)}|${jobId}${origin === "retry" ? " retry" : ""}`;
}

/** Names a remote job: all follows with the same key share one poll. */
export const jobKey = ({ api, jobId }: KeyedJob): string => `${api}|${jobId}`;

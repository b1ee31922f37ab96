import { encodeChannelRef, type ChannelRef } from "../channel/channel-ref.ts";

/** What identifies a remote job. */
interface KeyedJob {
  readonly source: string;
  readonly jobId: string;
}

/** The key of a follow's record: one per source, job and channel, and one more for a retry. Job ids contain no spaces. */
export function followKey(
  follow: KeyedJob & { readonly channel: ChannelRef; readonly origin?: string },
): string {
  const { source, channel, jobId, origin } = follow;
  return `${source}|${encodeChannelRef(channel)}|${jobId}${origin === "retry" ? " retry" : ""}`;
}

/** The parts of a follow's key. `address` is the encoded channel. */
export function parseFollowKey(key: string): {
  readonly jobKey: string;
  readonly address: string;
  readonly isRetry: boolean;
} {
  const [source = "", address = ""] = key.split("|", 2);
  const isRetry = key.endsWith(" retry");
  const jobId = key.slice(
    source.length + address.length + 2,
    isRetry ? -" retry".length : undefined,
  );
  return { jobKey: jobKey({ source, jobId }), address, isRetry };
}

/** The name of the source that a job key belongs to. */
export const sourceOfKey = (key: string): string => key.slice(0, key.indexOf("|"));

/** The id, at its source, of the job that a job key belongs to. */
export const jobIdOfKey = (key: string): string => key.slice(key.indexOf("|") + 1);

/**
 * The key of a remote job. All follows with the same job key share one poll. Joined, because a template would keep its two parts,
 * which takes 32 bytes more for each key.
 */
export const jobKey = ({ source, jobId }: KeyedJob): string => [source, jobId].join("|");

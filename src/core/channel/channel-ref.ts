import { z } from "zod";

/** The chat platforms that the relay supports. */
export const PLATFORMS = ["discord", "slack"] as const;
/** One of the chat platforms. */
export type Platform = (typeof PLATFORMS)[number];

/** Where a follow was requested and where its outcome goes. On Discord a thread is a channel; on Slack it is `thread`. */
export const channelRefSchema = z.object({
  platform: z.enum(PLATFORMS),
  /** Discord server id (`@me` for a direct message) or Slack team id. */
  workspace: z.string().min(1),
  channel: z.string().min(1),
  /** Slack `thread_ts`. */
  thread: z.string().min(1).optional(),
});

/** See {@link channelRefSchema}. */
export type ChannelRef = Readonly<z.infer<typeof channelRefSchema>>;

/** The address as one string for storage: `decodeChannelRef(encodeChannelRef(x))` equals `x`. */
export function encodeChannelRef(ref: ChannelRef): string {
  const parts = [ref.platform, ref.workspace, ref.channel];
  if (ref.thread !== undefined) parts.push(ref.thread);
  return parts.map(encodeURIComponent).join(":");
}

/** The reverse of {@link encodeChannelRef}. Throws a ZodError on anything else. */
export function decodeChannelRef(encoded: string): ChannelRef {
  const [platform, workspace, channel, thread, ...rest] = encoded.split(":").map(decodePart);
  // The schema also refuses strings that are no address at all, so that there is only one kind of error.
  return channelRefSchema.parse(
    rest.length > 0 ? undefined : { platform, workspace, channel, thread },
  );
}

/** Decodes a part. If its encoding is broken, returns an empty part, which the schema refuses. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

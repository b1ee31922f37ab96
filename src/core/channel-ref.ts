import { z } from "zod";

/** The chat platforms the relay speaks. */
export const PLATFORMS = ["discord", "slack"] as const;
/** One of the chat platforms. */
export type Platform = (typeof PLATFORMS)[number];

/** Where a follow came from and its outcome goes to. A Discord thread is a channel of its own there; on Slack it is `thread`. */
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

/** The address as one string that survives storage: `decodeChannelRef(encodeChannelRef(x))` equals `x`. */
export function encodeChannelRef(ref: ChannelRef): string {
  const parts = [ref.platform, ref.workspace, ref.channel];
  if (ref.thread !== undefined) parts.push(ref.thread);
  return parts.map(encodeURIComponent).join(":");
}

/** The reverse of {@link encodeChannelRef}. Throws a ZodError on anything else. */
export function decodeChannelRef(encoded: string): ChannelRef {
  const [platform, workspace, channel, thread, ...rest] = encoded
    .split(":")
    .map(decodeURIComponent);
  if (rest.length > 0) throw new RangeError("a channel address has at most four parts");
  return channelRefSchema.parse({ platform, workspace, channel, thread });
}

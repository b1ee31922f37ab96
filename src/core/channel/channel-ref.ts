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
  const [platform, workspace, channel, thread, ...rest] = encoded.split(":").map(decodePart);
  // What is no address at all is left to the schema to refuse, so that there is one kind of refusal.
  return channelRefSchema.parse(
    rest.length > 0 ? undefined : { platform, workspace, channel, thread },
  );
}

/** An empty part, which no address has, where the encoding is broken. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

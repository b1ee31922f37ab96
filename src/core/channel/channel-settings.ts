import { z } from "zod";
import { channelRefSchema, encodeChannelRef, type ChannelRef } from "./channel-ref.ts";

/**
 * How a result arrives: `post` as a new message that answers the status message, `edit` in the status message, with one
 * line below that notifies, `thread` in a thread of the status message.
 */
export const DELIVERIES = ["post", "edit", "thread"] as const;
/** See {@link DELIVERIES}. */
export type Delivery = (typeof DELIVERIES)[number];

/** What a channel's notifications can be asked to do: to go on or off, or to say which they are. */
export const NOTIFICATION_CHANGES = ["on", "off", "status"] as const;
/** See {@link NOTIFICATION_CHANGES}. */
export type NotificationChange = (typeof NOTIFICATION_CHANGES)[number];

/** What a channel has chosen. Instants in Unix milliseconds. */
export const channelSettingsSchema = z.object({
  channel: channelRefSchema,
  /** Absent: as the relay is set up. */
  delivery: z.enum(DELIVERIES).optional(),
  /** Every job of the account that ends is posted here. */
  notifications: z
    .object({
      by: z.string().min(1),
      since: z.number(),
      /** Largest file the channel takes, where the platform said so. */
      uploadLimitBytes: z.number().positive().optional(),
    })
    .optional(),
  /** Notifications were switched off because the channel could not be reached; `by` is still to be told why. */
  lost: z
    .object({
      by: z.string().min(1),
      at: z.number(),
      reason: z.string(),
      id: z.string().min(1),
      /** What the adapter keeps between the attempts to post the notice. */
      checkpoint: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  /** The language that the platform gave last for this channel. */
  locale: z.string().optional(),
});
/** See {@link channelSettingsSchema}. */
export type ChannelSettings = Readonly<z.infer<typeof channelSettingsSchema>>;

/** The same settings without one of them. */
export function without(
  settings: ChannelSettings,
  name: "notifications" | "lost",
): ChannelSettings {
  const copy: { -readonly [Key in keyof ChannelSettings]: ChannelSettings[Key] } = { ...settings };
  delete copy[name];
  return copy;
}

/** Names the one record of settings that a channel can have; a thread has its channel's. */
export const settingsKey = ({ platform, workspace, channel }: ChannelRef): string =>
  encodeChannelRef({ platform, workspace, channel });

import { z } from "zod";
import { channelRefSchema, encodeChannelRef, type ChannelRef } from "./channel-ref.ts";
import { outageNoticeSchema } from "./outage-notice.ts";

/**
 * How a result arrives: `post` as a new message that replies to the status message; `edit` in the status message, with one
 * line below it that notifies; `thread` in a thread of the status message.
 */
export const DELIVERIES = ["post", "edit", "thread"] as const;
/** See {@link DELIVERIES}. */
export type Delivery = (typeof DELIVERIES)[number];

/** What a person can ask of a channel's notifications: switch them on or off, or show their status. */
export const NOTIFICATION_CHANGES = ["on", "off", "status"] as const;
/** See {@link NOTIFICATION_CHANGES}. */
export type NotificationChange = (typeof NOTIFICATION_CHANGES)[number];

/** What a person can make of a setting that is on or off. */
export const SWITCH_CHANGES = ["on", "off"] as const;

/** What a channel has chosen. Instants in Unix milliseconds. */
export const channelSettingsSchema = z.object({
  channel: channelRefSchema,
  /** Absent: the relay's default, `RELAY_DELIVERY`. */
  delivery: z.enum(DELIVERIES).optional(),
  /** A line in the channel points to each result in a thread. Absent: no. */
  broadcast: z.boolean().optional(),
  /** Every job of the account that ends is posted here. */
  notifications: z
    .object({
      by: z.string().min(1),
      since: z.number(),
      /** Largest file that the channel accepts, in bytes, if the platform said so. */
      uploadLimitBytes: z.number().positive().optional(),
    })
    .optional(),
  /** Notifications were switched off because the channel could not be reached. `by` has not been told yet. */
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
  /** Outages of job APIs that the channel and its threads are told about: at most one for each source and place. */
  outages: z.array(outageNoticeSchema).optional(),
  /** The language that the platform last reported for this channel, as a BCP 47 tag. */
  locale: z.string().optional(),
});
/** See {@link channelSettingsSchema}. */
export type ChannelSettings = Readonly<z.infer<typeof channelSettingsSchema>>;

/** A copy of the settings without one of them. */
export function without(
  settings: ChannelSettings,
  name: "notifications" | "lost",
): ChannelSettings {
  const copy: { -readonly [Key in keyof ChannelSettings]: ChannelSettings[Key] } = { ...settings };
  delete copy[name];
  return copy;
}

/** The key of a channel's settings record. A thread shares its channel's record. */
export const settingsKey = ({ platform, workspace, channel }: ChannelRef): string =>
  encodeChannelRef({ platform, workspace, channel });

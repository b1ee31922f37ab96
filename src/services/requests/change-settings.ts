import type { Delivery } from "../../core/channel/channel-settings.ts";
import type { SettingsResult } from "../../core/command-context.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import type { Asker } from "./asker.ts";

/** A person asks for their channel's settings, or changes them. */
export interface SettingsRequest extends Pick<Asker, "channel" | "userId" | "canManageChannel"> {
  /** The settings to change; `undefined` only shows them. */
  readonly change: { readonly delivery: Delivery } | undefined;
}

/** What {@link changeSettings} needs. */
export interface ChangeSettingsDeps {
  readonly settings: ChannelSettingsRegistry;
  readonly log: Logger;
}

/**
 * Behind `/pika-settings`: shows how results arrive in the channel, or changes it for people who manage the channel.
 * Rejects with a StoreError.
 */
export async function changeSettings(
  { settings, log }: ChangeSettingsDeps,
  { change, channel, userId, canManageChannel }: SettingsRequest,
): Promise<SettingsResult> {
  const before = settings.deliveryOf(channel);
  if (!change) return { kind: "settings", delivery: before, changed: false };
  if (!(await canManageChannel())) return { kind: "needs-manage" };
  const { delivery } = change;
  await settings.update(channel, (current) =>
    current.delivery === delivery ? current : { ...current, delivery },
  );
  const { platform, channel: channelId } = channel;
  log.info({ platform, channelId, userId }, "settings.changed");
  return { kind: "settings", delivery, changed: before !== delivery };
}

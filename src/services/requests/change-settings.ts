import type { Delivery } from "../../core/channel/channel-settings.ts";
import type { SettingsResult } from "../../core/command-context.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import type { Asker } from "./asker.ts";

/** A request to show or change the settings of the person's channel. */
export interface SettingsRequest extends Pick<Asker, "channel" | "userId" | "canManageChannel"> {
  /** The new settings; `undefined` to show the current ones. */
  readonly change: { readonly delivery: Delivery } | undefined;
}

/** Dependencies of {@link changeSettings}. */
export interface ChangeSettingsDeps {
  readonly settings: ChannelSettingsRegistry;
  readonly log: Logger;
}

/**
 * `/pika-settings`: shows how results arrive in the channel, or changes that for people who manage the channel. Resolves
 * with the settings after the request. Rejects with a StoreError.
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

import type { Delivery } from "../../core/channel/channel-settings.ts";
import type { Settings, SettingsResult } from "../../core/command-context.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import type { PersonalSettingsRegistry } from "../following/personal-settings-registry.ts";
import type { Asker } from "./asker.ts";

/** A request to show or change the settings of the person and of their channel. */
export interface SettingsRequest extends Pick<Asker, "channel" | "userId" | "canManageChannel"> {
  /** The new settings; empty to show the current ones. */
  readonly change: Partial<Settings>;
}

/** Dependencies of {@link changeSettings}. */
export interface ChangeSettingsDeps {
  readonly settings: ChannelSettingsRegistry;
  readonly personalSettings: PersonalSettingsRegistry;
  readonly log: Logger;
}

/**
 * `/pika-settings`: shows what applies to a person in a channel, or changes it: the channel's settings for people who
 * manage the channel, and their own for everyone. Changes nothing if part of the request is not allowed. Resolves with the
 * settings after the request. Rejects with a StoreError.
 */
export async function changeSettings(
  deps: ChangeSettingsDeps,
  request: SettingsRequest,
): Promise<SettingsResult> {
  const { channel, userId, canManageChannel, change } = request;
  const { delivery, ping } = change;
  if (delivery && !(await canManageChannel())) return { kind: "needs-manage" };
  const changed: (keyof Settings)[] = [];
  if (delivery && (await changeDelivery(deps, request, delivery))) changed.push("delivery");
  if (ping !== undefined && (await deps.personalSettings.setPing(channel, userId, ping)))
    changed.push("ping");
  const settings: Settings = {
    delivery: deps.settings.deliveryOf(channel),
    ping: deps.personalSettings.isPinged(channel, userId),
  };
  return { kind: "settings", settings, changed };
}

/** Resolves with whether results arrive in another way now. */
async function changeDelivery(
  { settings, log }: ChangeSettingsDeps,
  { channel, userId }: SettingsRequest,
  delivery: Delivery,
): Promise<boolean> {
  const before = settings.deliveryOf(channel);
  await settings.update(channel, (current) =>
    current.delivery === delivery ? current : { ...current, delivery },
  );
  const { platform, channel: channelId } = channel;
  log.info({ platform, channelId, userId }, "settings.changed");
  return before !== delivery;
}

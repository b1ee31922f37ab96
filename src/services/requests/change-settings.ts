import type { Settings } from "../../core/channel/settings.ts";
import type { SettingsResult } from "../../core/command-context.ts";
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
  const { delivery, broadcast, ping } = change;
  const isOfChannel = delivery !== undefined || broadcast !== undefined;
  if (isOfChannel && !(await canManageChannel())) return { kind: "needs-manage" };
  const before = settingsOf(deps, request);
  if (isOfChannel) await changeChannel(deps, request);
  if (ping !== undefined) await deps.personalSettings.setPing(channel, userId, ping);
  const settings = settingsOf(deps, request);
  const changed = SETTINGS.filter((name) => settings[name] !== before[name]);
  return { kind: "settings", settings, changed };
}

const SETTINGS = ["delivery", "broadcast", "ping"] as const satisfies readonly (keyof Settings)[];

const settingsOf = (
  { settings, personalSettings }: ChangeSettingsDeps,
  { channel, userId }: SettingsRequest,
): Settings => ({
  ...settings.resultsIn(channel),
  ping: personalSettings.isPinged(channel, userId),
});

async function changeChannel(
  { settings, log }: ChangeSettingsDeps,
  { channel, userId, change }: SettingsRequest,
): Promise<void> {
  await settings.update(channel, (current) => {
    const { delivery = current.delivery, broadcast = current.broadcast } = change;
    const isSame = delivery === current.delivery && broadcast === current.broadcast;
    return isSame ? current : { ...current, delivery, broadcast };
  });
  const { platform, channel: channelId } = channel;
  log.info({ platform, channelId, userId }, "settings.changed");
}

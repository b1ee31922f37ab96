import { settingsKey, type ChannelSettings } from "../../../src/core/channel/channel-settings.ts";
import {
  personalSettingsKey,
  type PersonalSettings,
} from "../../../src/core/channel/personal-settings.ts";
import { modelDurationsKey, type ModelDurations } from "../../../src/core/job/model-durations.ts";
import type { RelayStore } from "../../../src/core/ports/stores.ts";

/** Stores a channel's settings, whatever was there before. */
export async function putSettings(
  { settings: store }: Pick<RelayStore, "settings">,
  settings: ChannelSettings,
): Promise<void> {
  await store.update(settingsKey(settings.channel), () => settings);
}

/** Stores a person's settings, whatever was there before. */
export async function putPersonalSettings(
  { personalSettings: store }: Pick<RelayStore, "personalSettings">,
  settings: PersonalSettings,
): Promise<void> {
  await store.update(personalSettingsKey(settings), () => settings);
}

/** Stores the durations of a model, whatever was there before. */
export async function putDurations(
  { durations: store }: Pick<RelayStore, "durations">,
  durations: ModelDurations,
): Promise<void> {
  await store.update(modelDurationsKey(durations), () => durations);
}

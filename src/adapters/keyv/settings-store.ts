import { settingsKey, type ChannelSettings } from "../../core/channel/channel-settings.ts";
import type { SettingsStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

/** The settings store in `records`. */
export function createKeyvSettingsStore(records: KeyvRecords<ChannelSettings>): SettingsStore {
  return {
    put: async (settings) => {
      const key = settingsKey(settings.channel);
      // A list leaves out what cannot be read: who writes does not know of it. An unreadable record is set aside by this
      // look, and one of a newer release refuses the write instead of being lost to it.
      await records.get(key);
      await records.put(key, settings);
    },
    all: () => records.all(),
  };
}

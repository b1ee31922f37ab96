import type { SettingsStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

/** The settings store in `records`. `keyOf`: the key of a record. */
export function createKeyvSettingsStore<Settings extends object>(
  records: KeyvRecords<Settings>,
  keyOf: (settings: Settings) => string,
): SettingsStore<Settings> {
  return {
    put: async (settings) => {
      const key = keyOf(settings);
      // A list leaves out records that cannot be read, so the caller may not know of this one. Reading it first quarantines
      // an unreadable record, and rejects for one of a newer release instead of overwriting it.
      await records.get(key);
      await records.put(key, settings);
    },
    all: () => records.all(),
  };
}

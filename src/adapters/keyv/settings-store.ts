import type { SettingsStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

/** The settings store in `records`. `keyOf`: the key of a record. */
export function createKeyvSettingsStore<Settings extends object>(
  records: KeyvRecords<Settings>,
  keyOf: (settings: Settings) => string,
): SettingsStore<Settings> {
  return {
    put: (settings) => records.replace(keyOf(settings), settings),
    all: () => records.all(),
  };
}

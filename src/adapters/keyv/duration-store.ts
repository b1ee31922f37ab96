import { modelDurationsKey, type ModelDurations } from "../../core/job/model-durations.ts";
import type { DurationStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

/** How long the durations of a model are kept after its last job, in milliseconds. */
const KEPT_FOR_MS = 90 * 24 * 3_600_000;

/** The duration store in `records`. */
export function createKeyvDurationStore(records: KeyvRecords<ModelDurations>): DurationStore {
  return {
    put: async (durations) => {
      const key = modelDurationsKey(durations);
      // Quarantines an unreadable record, and rejects for one of a newer release instead of overwriting it.
      await records.get(key);
      await records.put(key, durations, { ttlMs: KEPT_FOR_MS });
    },
    remove: (key) => records.remove(key),
    all: () => records.all(),
  };
}

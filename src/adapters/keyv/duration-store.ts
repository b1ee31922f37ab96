import { modelDurationsKey, type ModelDurations } from "../../core/job/model-durations.ts";
import type { DurationStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

/** How long the durations of a model are kept after its last job, in milliseconds. */
const KEPT_FOR_MS = 90 * 24 * 3_600_000;

/** The duration store in `records`. */
export function createKeyvDurationStore(records: KeyvRecords<ModelDurations>): DurationStore {
  return {
    put: (durations) =>
      records.replace(modelDurationsKey(durations), durations, { ttlMs: KEPT_FOR_MS }),
    remove: (key) => records.remove(key),
    all: () => records.all(),
  };
}

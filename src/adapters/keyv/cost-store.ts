import { COSTS_KEPT_FOR_MS, type MonthlyCost } from "../../core/channel/monthly-cost.ts";
import type { CostStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

/** The cost store in `records`. */
export function createKeyvCostStore(records: KeyvRecords<MonthlyCost>): CostStore {
  return {
    get: (key) => records.get(key),
    update: (key, change) => records.update(key, change, () => COSTS_KEPT_FOR_MS),
    all: () => records.all(),
  };
}

import type { Follow } from "../../core/follow/follow.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

/** The follow store in `records`. */
export function createKeyvFollowStore(records: KeyvRecords<Follow>): FollowStore {
  return {
    get: (key) => records.get(key),
    update: (key, change) => records.update(key, change),
    follows: () => records.all(),
  };
}

import { followKey, isFinal, KEPT_FOR_MS, type Follow } from "../../core/follow/follow.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

/** The follow store in `records`. */
export function createKeyvFollowStore(records: KeyvRecords<Follow>): FollowStore {
  return {
    get: (key) => records.get(key),
    put: (follow) =>
      records.put(followKey(follow), follow, {
        ttlMs: isFinal(follow) ? KEPT_FOR_MS : undefined,
      }),
    remove: (key) => records.remove(key),
    follows: () => records.all(),
  };
}

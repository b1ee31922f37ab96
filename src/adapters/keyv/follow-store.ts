import { followKey, isFinal, type Follow } from "../../core/follow.ts";
import type { FollowStore } from "../../core/ports.ts";
import type { KeyvRecords } from "./records.ts";

/** How long a follow is kept after its end. */
export const FINAL_TTL_MS = 7 * 24 * 60 * 60 * 1000;

/** The follow store in `records`. */
export function createKeyvFollowStore(records: KeyvRecords<Follow>): FollowStore {
  return {
    get: (key) => records.get(key),
    put: (follow) =>
      records.put(followKey(follow), follow, {
        ttlMs: isFinal(follow) ? FINAL_TTL_MS : undefined,
      }),
    remove: (key) => records.remove(key),
    follows: () => records.all(),
  };
}

import { isFinal, KEPT_FOR_MS, type Follow } from "../../core/follow/follow.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import type { KeyvRecords } from "./records.ts";

const keptForMs = (follow: Follow): number | undefined =>
  isFinal(follow) ? KEPT_FOR_MS : undefined;

/** The follow store in `records`. */
export function createKeyvFollowStore(records: KeyvRecords<Follow>): FollowStore {
  return {
    get: (key) => records.get(key),
    update: (key, change) => records.update(key, change, keptForMs),
    follows: () => records.all(),
  };
}

import type { Follow } from "../../../core/follow/follow.ts";
import type { LinkedFile } from "../../../messages/result/result-files.ts";
import type { FollowInDelivery } from "../follow-in-delivery.ts";
import { MAX_FILES, type CollectedMedia } from "./media-collector.ts";

/** The messages of a result: which files go into each, as far as that is planned, and those that are posted. */
export const partsOf = ({ parts }: Follow): NonNullable<Follow["parts"]> =>
  parts ?? { plan: [], posted: [] };

/** Whether a file may have been attached at another time. */
export const isOutOfReach = ({ reason }: LinkedFile): boolean =>
  reason === "expired" || reason === "unreachable" || reason === "address-refused";

/**
 * Stores which files go into which message before any is sent, so that a restart divides them in the same way. Rejects with a
 * StoreError.
 */
export async function storePlan(
  follow: FollowInDelivery,
  { indexes, laterIndexes }: CollectedMedia,
): Promise<void> {
  if (laterIndexes.length === 0) return;
  const messages = [[...indexes]];
  for (let from = 0; from < laterIndexes.length; from += MAX_FILES)
    messages.push(laterIndexes.slice(from, from + MAX_FILES));
  await follow.save((current) => {
    const { plan, posted } = partsOf(current);
    const at = posted.length;
    return {
      ...current,
      parts: { plan: [...plan.slice(0, at), ...messages, ...plan.slice(at + 1)], posted },
    };
  });
}

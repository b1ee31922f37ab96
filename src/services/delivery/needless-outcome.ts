import type { DiscardReason } from "../../core/follow/discard-reason.ts";
import type { Follow } from "../../core/follow/follow.ts";

/**
 * Why an outcome is not posted although nothing is in the way; `undefined` if it is owed. `isNotified`: the channel
 * wants to be told of every job of the account.
 */
export function needlessOutcome(
  { outcome, origin, requesters }: Follow,
  isNotified: boolean,
): DiscardReason | undefined {
  if (outcome?.kind === "forgotten")
    return requesters.some((userId) => userId !== outcome.by) ? undefined : "forgotten";
  // Channel notifications tell of jobs that ended; that the relay stopped looking is nobody's news.
  const hasEnded = outcome?.kind !== "gave-up" && outcome?.kind !== "unknown-job";
  if (origin !== "notification") return undefined;
  if (!hasEnded) return "not_ended";
  return isNotified ? undefined : "notifications_off";
}

import { isFinal, type Follow } from "../../core/follow/follow.ts";

/**
 * What the registry announces after a durable write, in the order of the writes to a follow. A write that only its writer
 * needs to know of (a checkpoint, what a status message shows, how a result arrives) is not announced, so a service never
 * hears of its own bookkeeping.
 */
export interface FollowEvents extends Record<string, readonly unknown[]> {
  /** The outcome is known: `pending` → `settled`, or stored as settled. */
  settled: [follow: Follow];
  /** A settled follow is open again after another one had taken its place; part of its result may be posted already. */
  restored: [follow: Follow];
  /** A pending follow changed, and its status message has to show it. */
  changed: [follow: Follow];
  /** `settled` → `delivered` or `discarded`. */
  closed: [follow: Follow];
}

/**
 * The event of a write that replaces `before` with `after`; `undefined` if there is none. A new pending follow has none:
 * the caller that stores it shows it, a command only after the first poll.
 */
export function eventOf(
  before: Follow | undefined,
  after: Follow,
): "settled" | "changed" | "closed" | undefined {
  if (after.state === "pending") return before && isShown(before, after) ? "changed" : undefined;
  if (after.state === before?.state) return undefined;
  return isFinal(after) ? "closed" : "settled";
}

/** One more requester is shown with the next change, so that many people who join do not cause an edit each. */
function isShown(before: Follow, after: Follow): boolean {
  const hasLeft = before.requesters.some((userId) => !after.requesters.includes(userId));
  return hasLeft || before.job !== after.job || before.trouble !== after.trouble;
}

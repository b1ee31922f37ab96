import { isFinal, type Follow } from "../../core/follow/follow.ts";

/**
 * Events of the registry, each emitted after its durable write, in the order of the writes to a follow. Writes that matter
 * only to their writer (a checkpoint, what a status message shows, how a result is delivered) emit nothing, so a service
 * never gets an event for its own bookkeeping.
 */
export interface FollowEvents extends Record<string, readonly unknown[]> {
  /** The outcome is known: `pending` → `settled`, or a new follow that is settled already. */
  settled: [follow: Follow];
  /** A settled follow is open again after the follow that replaced it was withdrawn. Part of its result may be posted already. */
  restored: [follow: Follow];
  /** A pending follow changed in a way that its status message shows. */
  changed: [follow: Follow];
  /** `settled` → `delivered` or `discarded`. */
  closed: [follow: Follow];
}

/** The names of {@link FollowEvents}. */
export const FOLLOW_EVENTS = ["settled", "restored", "changed", "closed"] as const;
export type FollowEventName = (typeof FOLLOW_EVENTS)[number];

/**
 * The event of a write that replaces `before` with `after`; `undefined` if there is none. A new pending follow has none: the
 * caller that stores it also shows it, and a command does so only after the first poll.
 */
export function eventOf(
  before: Follow | undefined,
  after: Follow,
): "settled" | "changed" | "closed" | undefined {
  if (after.state === "pending") return before && isShown(before, after) ? "changed" : undefined;
  if (after.state === before?.state) return undefined;
  return isFinal(after) ? "closed" : "settled";
}

/** Whether the status message should be edited. A new requester alone waits for the next change: many may join at once. */
function isShown(before: Follow, after: Follow): boolean {
  const hasLeft = before.requesters.some((userId) => !after.requesters.includes(userId));
  return hasLeft || before.job !== after.job || before.trouble !== after.trouble;
}

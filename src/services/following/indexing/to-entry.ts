import type { Follow } from "../../../core/follow/follow.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";

/** The entry of an open follow; `undefined` for one in a final state. */
export function toEntry(follow: Follow): IndexedFollow | undefined {
  const { id, source, jobId, publicId, channel, askedIn, origin, state } = follow;
  if (state !== "pending" && state !== "settled") return undefined;
  const { requesters, createdAt, settledAt } = follow;
  const found = { id, source, jobId, publicId, channel, askedIn, origin, state };
  return { ...found, requesters, createdAt, settledAt };
}

/** Whether two entries with the same key say the same. */
export const isSameEntry = (one: IndexedFollow, other: IndexedFollow): boolean =>
  one.id === other.id &&
  one.publicId === other.publicId &&
  one.state === other.state &&
  one.origin === other.origin &&
  one.createdAt === other.createdAt &&
  one.settledAt === other.settledAt &&
  one.requesters.length === other.requesters.length &&
  one.requesters.every((each, index) => each === other.requesters[index]);

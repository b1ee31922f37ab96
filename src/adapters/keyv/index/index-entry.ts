import { z } from "zod";
import { decodeChannelRef, encodeChannelRef } from "../../../core/channel/channel-ref.ts";
import { ORIGINS } from "../../../core/follow/origins.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";

/** An array, because there may be millions of them in the memory of a Redis. What later releases add comes at the end. */
const entrySchema = z.tuple(
  [
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    z.enum(["pending", "settled"]),
    z.enum(ORIGINS),
    z.array(z.string()).readonly(),
    z.number(),
    z.number().nullable(),
    z.string().nullable(),
  ],
  z.unknown(),
);

/** A follow as an entry: one line. */
export const toEntry = (follow: IndexedFollow): string =>
  JSON.stringify([
    follow.id,
    follow.source,
    follow.jobId,
    follow.publicId,
    encodeChannelRef(follow.channel),
    follow.state,
    follow.origin,
    follow.requesters,
    follow.createdAt,
    follow.settledAt ?? null,
    follow.askedIn ? encodeChannelRef(follow.askedIn) : null,
  ] satisfies z.infer<typeof entrySchema>);

/** The follow of an entry; `undefined` if another release wrote the entry in another form. Then it counts as missing. */
export function fromEntry(entry: string): IndexedFollow | undefined {
  const parsed = entrySchema.safeParse(JSON.parse(entry));
  if (!parsed.success) return undefined;
  const [id, source, jobId, publicId, channel, state, origin, requesters, createdAt, ...rest] =
    parsed.data;
  const [settledAt, askedIn] = rest;
  const follow = { id, source, jobId, publicId, state, origin, requesters, createdAt };
  return {
    ...follow,
    channel: decodeChannelRef(channel),
    ...(settledAt !== null && { settledAt }),
    ...(askedIn !== null && { askedIn: decodeChannelRef(askedIn) }),
  };
}

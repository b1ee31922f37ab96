import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";
import { shortJobId } from "../../../core/job/short-job-id.ts";

/**
 * An {@link IndexedFollow} in memory, of which there may be 100,000. Everything that several entries have in common is one
 * object for all of them, and what few of them have is apart.
 */
export interface Entry {
  readonly jobId: string;
  readonly place: Place;
  id: string;
  kind: Kind;
  /** The people who asked. A single one without an array. */
  requesters: Person | readonly Person[];
  createdAt: number;
  extras: Extras | undefined;
}

/** A channel or a thread with entries. */
export interface Place {
  readonly channel: ChannelRef;
  /** The encoded channel. */
  readonly address: string;
  /** The number of its entries. */
  count: number;
}

/** A combination that many entries have. */
export type Kind = Pick<IndexedFollow, "source" | "state" | "origin">;

/** A person of one server or workspace with the entries that they have requested, in the order in which these were added. */
export interface Person {
  /** See {@link toUserKey}. */
  readonly key: string;
  readonly id: string;
  entries: Entry[];
}

/** `publicId`: only one that is not the job's {@link shortJobId}. */
export type Extras = Partial<Pick<IndexedFollow, "publicId" | "settledAt" | "askedIn">>;

/** Returns what an entry has beyond its fields. */
export function extrasOf(follow: IndexedFollow): Extras | undefined {
  const { jobId, publicId, settledAt, askedIn } = follow;
  const isUsual = publicId === shortJobId(jobId);
  if (isUsual && settledAt === undefined && askedIn === undefined) return undefined;
  return {
    ...(!isUsual && { publicId }),
    ...(settledAt !== undefined && { settledAt }),
    ...(askedIn && { askedIn }),
  };
}

export const publicIdOf = ({ jobId, extras }: Entry): string =>
  extras?.publicId ?? shortJobId(jobId);

/** The people who asked, as an array. */
export const peopleOf = ({ requesters }: Entry): readonly Person[] =>
  "id" in requesters ? [requesters] : requesters;

export function toFollow(entry: Entry): IndexedFollow {
  const { id, kind, jobId, place, createdAt, extras } = entry;
  return {
    id,
    ...kind,
    jobId,
    publicId: publicIdOf(entry),
    channel: place.channel,
    requesters: peopleOf(entry).map((person) => person.id),
    createdAt,
    ...extras,
  };
}

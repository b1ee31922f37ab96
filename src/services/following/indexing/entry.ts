import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { jobIdOfKey } from "../../../core/follow/follow-key.ts";
import type { IndexedFollow } from "../../../core/ports/follow-index.ts";
import { shortJobId } from "../../../core/job/short-job-id.ts";

/**
 * An {@link IndexedFollow} in memory, of which there may be 100,000. Everything that several entries have in common is one
 * object for all of them, and what few of them have is apart.
 */
export interface Entry {
  /** The only text of it: the poller and its queue keep the same one. */
  readonly jobKey: string;
  readonly place: Place;
  id: string;
  kind: Kind;
  /** The people who asked. See {@link toRequesters}. */
  requesters: Person | readonly Person[];
  createdAt: number;
  extras: Extras | undefined;
}

/** What `put` of the index may change of an entry, but for the people. */
export type Fields = Pick<Entry, "id" | "kind" | "createdAt" | "extras">;

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

/** One object for each {@link Kind}. */
export class Kinds {
  readonly #known = new Map<string, Kind>();

  of({ source, state, origin }: Kind): Kind {
    const key = `${source} ${state} ${origin}`;
    const kind = this.#known.get(key) ?? { source, state, origin };
    this.#known.set(key, kind);
    return kind;
  }
}

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

export const publicIdOf = ({ jobKey, extras }: Entry): string =>
  extras?.publicId ?? shortJobId(jobIdOfKey(jobKey));

/** One array for all follows that nobody has asked for. */
const NOBODY: readonly Person[] = [];

/** The people who asked, as an entry has them. */
export function toRequesters(people: readonly Person[]): Entry["requesters"] {
  const [first, another] = people;
  if (!first) return NOBODY;
  return another ? people : first;
}

/** The people who asked, as an array. */
export const peopleOf = ({ requesters }: Entry): readonly Person[] =>
  "id" in requesters ? [requesters] : requesters;

export function toFollow(entry: Entry): IndexedFollow {
  const { id, kind, jobKey, place, createdAt, extras } = entry;
  return {
    id,
    ...kind,
    jobId: jobIdOfKey(jobKey),
    publicId: publicIdOf(entry),
    channel: place.channel,
    requesters: peopleOf(entry).map((person) => person.id),
    createdAt,
    ...extras,
  };
}

/** Whether the same follow has reached a later state already. */
export const isOutdated = (follow: IndexedFollow, { id, kind }: Entry): boolean =>
  follow.id === id && follow.state === "pending" && kind.state === "settled";

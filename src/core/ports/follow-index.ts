import type { ChannelRef } from "../channel/channel-ref.ts";
import type { QuotaOwner, Quotas } from "../channel/quotas.ts";
import type { Follow } from "../follow/follow.ts";

/** What finds, counts and orders an open follow without its record. */
export interface IndexedFollow extends Pick<
  Follow,
  | "id"
  | "source"
  | "jobId"
  | "publicId"
  | "channel"
  | "askedIn"
  | "origin"
  | "createdAt"
  | "settledAt"
> {
  readonly state: "pending" | "settled";
  /** User ids of the people who asked. */
  readonly requesters: readonly string[];
}

/** Places of a quota that are taken before a follow is stored, or before a person joins one. */
export type QuotaRequest = Pick<
  IndexedFollow,
  "source" | "jobId" | "channel" | "origin" | "requesters"
>;

/** The limits of {@link FollowIndex.reserve}. Each may be `Infinity`. */
export type FollowQuotas = Pick<Quotas, "followsPerUser" | "followsPerChannel">;

/** Reserved places, or the owner of the quota that is used up. */
export type Reservation =
  | { readonly full: QuotaOwner; readonly release?: undefined }
  /** Ends the reservation; a follow that was put meanwhile keeps its places. Always call it. Never rejects. */
  | { readonly full?: undefined; release(): Promise<void> };

/** How long a reservation counts that is never released, because its process has died, in milliseconds. */
export const RESERVED_FOR_MS = 60_000;

/**
 * Where the open follows are: one entry per {@link followKey}, retry intents included. The follow's record in the store is
 * the truth; an entry only leads to it, and may be missing or out of date for up to a minute. Read the record
 * before acting on an entry. The index knows nothing of allow lists or of enabled platforms and sources: processes that share one may
 * differ in that, so its readers filter.
 *
 * Every call is atomic, and rejects with a StoreError if the index fails.
 */
export interface FollowIndex {
  /**
   * Adds the entry of a follow, or replaces the one with the same key, which keeps its place in the order of its channel. Does
   * nothing if the follow has settled according to its entry and is pending here: another process was faster with a later
   * state.
   */
  put(follow: IndexedFollow): Promise<void>;
  /** Removes the entry with this key, if it is of the follow with this id. */
  remove(key: string, id: string): Promise<void>;

  /** The text of a job key that the index keeps in the memory of this process, if it keeps one. */
  textOf?(jobKey: string): string | undefined;

  get(key: string): Promise<IndexedFollow | undefined>;
  ofId(id: string): Promise<IndexedFollow | undefined>;
  /** The entries of a job, in the order in which they were added. */
  ofJob(jobKey: string): Promise<readonly IndexedFollow[]>;
  /** The entries of a channel and its threads, in the order in which they were added. */
  ofChannel(channel: ChannelRef): Promise<readonly IndexedFollow[]>;
  /** The entries of a channel and its threads whose jobs have this public id, in the order in which they were added. */
  ofName(channel: ChannelRef, publicId: string): Promise<readonly IndexedFollow[]>;
  /** The entries that a person has requested in a server or workspace. */
  ofUser(
    workspace: Pick<ChannelRef, "platform" | "workspace">,
    userId: string,
  ): Promise<readonly IndexedFollow[]>;
  /** The entries whose job key or settings key belongs to a partition, in no particular order; see {@link all}. */
  ofPartition(partition: number): AsyncIterable<IndexedFollow>;
  /**
   * All entries, in no particular order, read in pages. One that is put or removed meanwhile may be missing or come, each at
   * most once.
   */
  all(): AsyncIterable<IndexedFollow>;

  /**
   * Reserves a place for each requester, counted by {@link toUserKey}, and one for the channel with its threads. What counts
   * are the keys of entries and of reservations, each once. A key that counts already takes no further place, so a person may
   * join a follow of a full channel. Of two simultaneous calls, from whichever processes, only one gets the last place.
   *
   * Resolves with `full` and reserves nothing if a limit is reached: `user` if it is that of a person, else `channel`. A
   * reservation ends with its release, at the latest after {@link RESERVED_FOR_MS}.
   */
  reserve(request: QuotaRequest, quotas: FollowQuotas): Promise<Reservation>;
}

import type { ChannelRef, Platform } from "../../core/channel/channel-ref.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import { isOfNewerRelease } from "../../core/errors.ts";
import { askedChannel } from "../../core/follow/direct-follow.ts";
import { followKey, isFinal, jobKey, type Follow } from "../../core/follow/follow.ts";
import { isRetryIntent } from "../../core/follow/retry-intent.ts";
import type {
  FollowIndex,
  FollowQuotas,
  IndexedFollow,
  QuotaRequest,
  Reservation,
} from "../../core/ports/follow-index.ts";
import type { FollowStore } from "../../core/ports/stores.ts";

/** Options of {@link OpenFollows}. */
export interface OpenFollowsOptions {
  /** Leads to the records in the store. */
  readonly index: FollowIndex;
  /** Whether the relay may be used in a channel. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
  /** Whether a follow's platform and source are enabled. Others stay in the store and are not seen. Default: all are. */
  readonly isServed?: ((follow: Pick<Follow, "channel" | "source">) => boolean) | undefined;
  /** The workspace that a platform's token belongs to, if the platform has one. Default: none on any platform. */
  readonly workspaceOf?: ((platform: Platform) => string | undefined) | undefined;
}

/**
 * The open follows, found by key, id, job, channel and short id: the index says where to look, and the record in the store
 * says what is so. What this process does not serve is left out here, not in the index, which other processes may share.
 * Every read rejects with a StoreError if the store or the index fails.
 */
export class OpenFollows {
  protected readonly store: FollowStore;
  protected readonly index: FollowIndex;
  readonly #isAllowed: (channel: ChannelRef) => boolean;
  readonly #isServed: (follow: Pick<Follow, "channel" | "source">) => boolean;
  readonly #workspaceOf: (platform: Platform) => string | undefined;

  constructor(store: FollowStore, options: OpenFollowsOptions) {
    this.store = store;
    this.index = options.index;
    this.#isAllowed = options.isAllowed;
    this.#isServed = options.isServed ?? (() => true);
    this.#workspaceOf = options.workspaceOf ?? (() => undefined);
  }

  /** The open follow with this key. One that a newer release has written is left to that, and counts as missing. */
  async get(key: string): Promise<Follow | undefined> {
    try {
      const follow = await this.store.get(key);
      return follow && this.isOpen(follow) ? follow : undefined;
    } catch (error) {
      if (isOfNewerRelease(error)) return undefined;
      throw error;
    }
  }

  /** What the store has under this key: an open follow, or one in a final state. */
  async ofKey(key: string): Promise<Follow | undefined> {
    return this.store.get(key);
  }

  /** The open follow with this id. */
  async ofId(id: string): Promise<Follow | undefined> {
    const entry = await this.index.ofId(id);
    const follow = entry && (await this.get(followKey(entry)));
    return follow?.id === id ? follow : undefined;
  }

  /** The text of a job key that others should keep, so that there is one of each: a million take 100 MB. */
  textOf(key: string): string {
    return this.index.textOf?.(key) ?? key;
  }

  /** The open follows of one job, without those in channels that are no longer allowed. */
  async ofJob(key: string): Promise<readonly Follow[]> {
    return this.read(await this.entriesOfJob(key));
  }

  /** The entries of one channel and its threads, in the order in which they were added. No record is read. */
  async entriesOf(channel: ChannelRef): Promise<readonly IndexedFollow[]> {
    return (await this.index.ofChannel(channel)).filter((each) => this.#isListed(each));
  }

  /** The entries of {@link ofJob}. No record is read. */
  async entriesOfJob(key: string): Promise<readonly IndexedFollow[]> {
    const entries = await this.index.ofJob(key);
    return entries.filter((each) => this.#isListed(each) && this.#isAllowed(askedChannel(each)));
  }

  /** The records of entries, as far as they are open. */
  async read(entries: readonly IndexedFollow[]): Promise<readonly Follow[]> {
    const follows = await Promise.all(entries.map((entry) => this.get(followKey(entry))));
    return follows.filter((each) => each !== undefined);
  }

  /** The entries of one channel and its threads whose jobs have this public id. No record is read. */
  async ofName(channel: ChannelRef, publicId: string): Promise<readonly IndexedFollow[]> {
    return (await this.index.ofName(channel, publicId)).filter((each) => this.#isListed(each));
  }

  /** All entries, or those of one partition, without retry intents. No record is read. */
  async *entries(partition?: number): AsyncGenerator<IndexedFollow, void> {
    for await (const entry of this.#all(partition)) if (this.#isListed(entry)) yield entry;
  }

  /** The entries of retry intents. They count towards the quotas, but are not listed with the follows. */
  async *retries(partition?: number): AsyncGenerator<IndexedFollow, void> {
    for await (const entry of this.#all(partition))
      if (isRetryIntent(entry) && this.#isServed(entry)) yield entry;
  }

  /**
   * The address under which a channel follows a job; `channel` itself if it does not. The two differ for a shared channel:
   * an earlier release stored whichever workspace a command came from.
   */
  async addressOf(channel: ChannelRef, job: Pick<Follow, "source" | "jobId">): Promise<ChannelRef> {
    if (await this.get(followKey({ ...job, channel }))) return channel;
    const isHere = (each: Follow): boolean =>
      each.channel.thread === channel.thread && this.isSameChannel(each.channel, channel);
    return (await this.ofJob(jobKey(job))).find(isHere)?.channel ?? channel;
  }

  /** Whether two addresses belong to the same channel. A thread belongs to its channel. */
  isSameChannel(one: ChannelRef, other: ChannelRef): boolean {
    return settingsKey(this.#atHome(one)) === settingsKey(this.#atHome(other));
  }

  /**
   * Reserves quota for a follow that is not stored yet, or for people who are about to join one; see
   * {@link FollowIndex.reserve}. The caller must release the reservation. Follows that are not served, or whose channel is no
   * longer allowed, do not count.
   */
  async reserve(request: QuotaRequest, quotas: FollowQuotas): Promise<Reservation> {
    const reservation = await this.index.reserve(request, quotas);
    if (reservation.full === undefined) return reservation;
    // The index counts them, so the limits are raised by as many. They only become fewer, at an expiry.
    const { channel, requesters } = request;
    const ofUsers = await Promise.all(requesters.map((each) => this.index.ofUser(channel, each)));
    const ofChannel = this.#uncounted(await this.index.ofChannel(channel));
    const ofUser = Math.min(...ofUsers.map((entries) => this.#uncounted(entries)));
    if (ofChannel === 0 && (ofUser === 0 || requesters.length === 0)) return reservation;
    return this.index.reserve(request, {
      followsPerUser: quotas.followsPerUser + ofUser,
      followsPerChannel: quotas.followsPerChannel + ofChannel,
    });
  }

  /** Whether a record is of an open follow that this process serves. */
  protected isOpen(follow: Follow): boolean {
    return !isFinal(follow) && this.#isServed(follow);
  }

  #uncounted(entries: readonly IndexedFollow[]): number {
    return entries.filter((each) => !this.#isServed(each) || !this.#isAllowed(askedChannel(each)))
      .length;
  }

  #all(partition: number | undefined): AsyncIterable<IndexedFollow> {
    return partition === undefined ? this.index.all() : this.index.ofPartition(partition);
  }

  #isListed(entry: IndexedFollow): boolean {
    return !isRetryIntent(entry) && this.#isServed(entry);
  }

  #atHome(channel: ChannelRef): ChannelRef {
    return { ...channel, workspace: this.#workspaceOf(channel.platform) ?? channel.workspace };
  }
}

import type { ChannelRef, Platform } from "../../core/channel/channel-ref.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import type { Quotas } from "../../core/channel/quotas.ts";
import { askedChannel } from "../../core/follow/direct-follow.ts";
import { followKey, jobKey, type Follow } from "../../core/follow/follow.ts";
import { isRetryIntent } from "../../core/follow/retry-intent.ts";
import { KeyGroups } from "../runtime/key-groups.ts";
import { QuotaUsage, type Reservation } from "./quota-usage.ts";

/** Options of {@link OpenFollows}. */
export interface OpenFollowsOptions {
  /** Whether the relay may be used in a channel. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
  /** The workspace that a platform's token belongs to, if the platform has one. Default: none on any platform. */
  readonly workspaceOf?: ((platform: Platform) => string | undefined) | undefined;
}

/** The open follows, found by key, id, job, channel and short id. */
export class OpenFollows {
  readonly #isAllowed: (channel: ChannelRef) => boolean;
  readonly #workspaceOf: (platform: Platform) => string | undefined;
  readonly #follows = new Map<string, Follow>();
  /** Keys by follow id. */
  readonly #keys = new Map<string, string>();
  /** Keys by job, without channels that are no longer allowed. */
  readonly #byJob = new KeyGroups();
  /** Keys by channel and short job id. */
  readonly #byName = new KeyGroups();
  protected readonly quotaUsage: QuotaUsage;

  constructor({ isAllowed, workspaceOf = () => undefined }: OpenFollowsOptions) {
    this.#isAllowed = isAllowed;
    this.#workspaceOf = workspaceOf;
    this.quotaUsage = new QuotaUsage(isAllowed);
  }

  /** The open follow with this key. */
  async get(key: string): Promise<Follow | undefined> {
    return this.#follows.get(key);
  }

  /** The open follow with this id. */
  async ofId(id: string): Promise<Follow | undefined> {
    const follow = this.#follows.get(this.#keys.get(id) ?? "");
    return follow?.id === id ? follow : undefined;
  }

  /** The open follows of one channel and its threads, in the order in which they were added. */
  async ofChannel(channel: ChannelRef): Promise<readonly Follow[]> {
    const keys = this.quotaUsage.keysOf(channel);
    return keys
      .flatMap((key) => this.#follows.get(key) ?? [])
      .filter((each) => !isRetryIntent(each));
  }

  /**
   * The address under which a channel follows a job; `channel` itself if it does not. The two differ for a shared channel:
   * an earlier release stored whichever workspace a command came from.
   */
  async addressOf(channel: ChannelRef, job: Pick<Follow, "source" | "jobId">): Promise<ChannelRef> {
    if (this.#follows.has(followKey({ ...job, channel }))) return channel;
    const isHere = (each: Follow): boolean =>
      each.channel.thread === channel.thread && this.isSameChannel(each.channel, channel);
    return (await this.ofJob(jobKey(job))).find(isHere)?.channel ?? channel;
  }

  /** Whether two addresses belong to the same channel. A thread belongs to its channel. */
  isSameChannel(one: ChannelRef, other: ChannelRef): boolean {
    return settingsKey(this.#atHome(one)) === settingsKey(this.#atHome(other));
  }

  /** The open follows of one channel and its threads whose jobs have this short id. */
  async ofName(channel: ChannelRef, name: string): Promise<readonly Follow[]> {
    return this.#byName
      .of(`${settingsKey(channel)}|${name}`)
      .flatMap((key) => this.#follows.get(key) ?? []);
  }

  /** All open follows, without retry intents. */
  async all(): Promise<readonly Follow[]> {
    return [...this.#follows.values()].filter((each) => !isRetryIntent(each));
  }

  /** The open retry intents. They count towards the quotas, but are not listed with the follows. */
  async retries(): Promise<readonly Follow[]> {
    return [...this.#follows.values()].filter(isRetryIntent);
  }

  /** The open follows of one job, without those in channels that are no longer allowed. */
  async ofJob(key: string): Promise<readonly Follow[]> {
    return this.#byJob.of(key).flatMap((each) => this.#follows.get(each) ?? []);
  }

  /** Whether a person may request one more follow. */
  hasRoomFor(userId: string, channel: ChannelRef, quotas: Quotas): boolean {
    return this.quotaUsage.hasRoomFor(userId, channel, quotas);
  }

  /** Reserves quota for a follow that is not stored yet. The caller must release the reservation. */
  reserve(follow: Follow, quotas: Quotas): Reservation {
    return this.quotaUsage.reserve(follow, quotas, () => this.#follows.get(followKey(follow)));
  }

  /** The open follow with this key, at once: for the steps of a write. */
  protected find(key: string): Follow | undefined {
    return this.#follows.get(key);
  }

  /** Adds an open follow. There must be none with its key. */
  protected add(follow: Follow): void {
    const key = followKey(follow);
    this.#follows.set(key, follow);
    this.#keys.set(follow.id, key);
    if (!isRetryIntent(follow)) {
      if (this.#isAllowed(askedChannel(follow))) this.#byJob.add(jobKey(follow), key);
      this.#byName.add(nameKeyOf(follow), key);
    }
    this.quotaUsage.count(follow);
  }

  /** Removes an open follow. */
  protected remove(follow: Follow): void {
    const key = followKey(follow);
    this.#follows.delete(key);
    this.#keys.delete(follow.id);
    this.#byJob.delete(jobKey(follow), key);
    this.#byName.delete(nameKeyOf(follow), key);
    this.quotaUsage.discount(follow);
  }

  #atHome(channel: ChannelRef): ChannelRef {
    return { ...channel, workspace: this.#workspaceOf(channel.platform) ?? channel.workspace };
  }
}

/** Groups the follows of a channel whose jobs have the same short id. */
const nameKeyOf = ({ channel, publicId }: Follow): string => `${settingsKey(channel)}|${publicId}`;

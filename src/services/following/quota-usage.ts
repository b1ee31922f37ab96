import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import { askedChannel } from "../../core/follow/direct-follow.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import { toUserKey, type QuotaOwner, type Quotas } from "../../core/channel/quotas.ts";
import { KeyGroups } from "../runtime/key-groups.ts";

/** Quota reserved for a follow that is about to be stored, or the owner of the quota that is used up. */
export type Reservation =
  | { readonly full: QuotaOwner }
  /** Ends the reservation; a follow that was inserted meanwhile keeps counting. Always call it. */
  | { readonly full?: undefined; release(): void };

/** How much of their quotas channels and requesters use: counts open follows, and those that are about to be stored. */
export class QuotaUsage {
  readonly #isAllowed: (channel: ChannelRef) => boolean;
  // Reserved follows count, too: if two commands arrive at once, only one gets the last free follow of a quota.
  /** Keys of follows by requester. */
  readonly #byUser = new KeyGroups();
  /** Keys of follows by channel, threads included. */
  readonly #byChannel = new KeyGroups();

  /** `isAllowed`: whether the relay may be used in a channel. Follows of other channels do not count. */
  constructor(isAllowed: (channel: ChannelRef) => boolean) {
    this.#isAllowed = isAllowed;
  }

  /** Keys of the follows that count for a channel and its threads, in the order in which they were added. */
  keysOf(channel: ChannelRef): readonly string[] {
    return this.#byChannel.of(settingsKey(channel));
  }

  /** Whether a person may request one more follow. */
  hasRoomFor(userId: string, channel: ChannelRef, { followsPerUser }: Quotas): boolean {
    return this.#byUser.sizeOf(toUserKey(channel, userId)) < followsPerUser;
  }

  /** Reserves quota for a follow that is not stored yet. `openOf` returns the open follow with the same key, if any. */
  reserve(follow: Follow, quotas: Quotas, openOf: () => Follow | undefined): Reservation {
    const { channel, requesters } = follow;
    if (!requesters.every((userId) => this.hasRoomFor(userId, channel, quotas)))
      return { full: "user" };
    if (this.keysOf(channel).length >= quotas.followsPerChannel) return { full: "channel" };
    this.count(follow);
    return {
      release: () => {
        const open = openOf();
        if (open?.id === follow.id) return;
        this.discount(follow);
        if (open) this.count(open);
      },
    };
  }

  /** Counts a follow for its channel and its requesters. Counting it twice is the same as once. */
  count(follow: Follow): void {
    const { channel, requesters } = follow;
    if (!this.#isAllowed(askedChannel(follow))) return;
    const key = followKey(follow);
    this.#byChannel.add(settingsKey(channel), key);
    for (const userId of requesters) this.#byUser.add(toUserKey(channel, userId), key);
  }

  /** Stops counting a follow. */
  discount(follow: Follow): void {
    const { channel, requesters } = follow;
    const key = followKey(follow);
    this.#byChannel.delete(settingsKey(channel), key);
    for (const userId of requesters) this.#byUser.delete(toUserKey(channel, userId), key);
  }
}

import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import { askedChannel } from "../../core/follow/direct-follow.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import { toUserKey, type QuotaOwner, type Quotas } from "../../core/channel/quotas.ts";
import { KeyGroups } from "../runtime/key-groups.ts";

/** Reserved places for a new follow, or the owner of the quota that is used up. */
export type Reservation =
  | { readonly full: QuotaOwner }
  /** Gives the places back unless the follow was inserted. Always call it. */
  | { readonly full?: undefined; release(): void };

/** Counts the follows of each channel and each requester against their quotas, including follows about to be stored. */
export class FollowPlaces {
  readonly #isAllowed: (channel: ChannelRef) => boolean;
  // Follows about to be stored count, too: of two simultaneous commands only one gets the last place.
  readonly #byUser = new KeyGroups();
  readonly #byChannel = new KeyGroups();

  constructor(isAllowed: (channel: ChannelRef) => boolean) {
    this.#isAllowed = isAllowed;
  }

  /** The keys of the follows of a channel and its threads, in order of arrival. */
  ofChannel(channel: ChannelRef): readonly string[] {
    return this.#byChannel.of(settingsKey(channel));
  }

  /** Whether a person may join one more follow. */
  hasRoomFor(userId: string, channel: ChannelRef, { followsPerUser }: Quotas): boolean {
    return this.#byUser.sizeOf(toUserKey(channel, userId)) < followsPerUser;
  }

  /** Takes the places of a follow that is not stored yet; `openOf`: what is open under its key. */
  reserve(follow: Follow, quotas: Quotas, openOf: () => Follow | undefined): Reservation {
    const { channel, requesters } = follow;
    if (!requesters.every((userId) => this.hasRoomFor(userId, channel, quotas)))
      return { full: "user" };
    if (this.ofChannel(channel).length >= quotas.followsPerChannel) return { full: "channel" };
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

  /** Counting it twice is the same as once. */
  count(follow: Follow): void {
    const { channel, requesters } = follow;
    // Follows of channels that are no longer allowed do not count.
    if (!this.#isAllowed(askedChannel(follow))) return;
    const key = followKey(follow);
    this.#byChannel.add(settingsKey(channel), key);
    for (const userId of requesters) this.#byUser.add(toUserKey(channel, userId), key);
  }

  discount(follow: Follow): void {
    const { channel, requesters } = follow;
    const key = followKey(follow);
    this.#byChannel.delete(settingsKey(channel), key);
    for (const userId of requesters) this.#byUser.delete(toUserKey(channel, userId), key);
  }
}

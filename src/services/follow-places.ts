import type { ChannelRef } from "../core/channel-ref.ts";
import { settingsKey } from "../core/channel-settings.ts";
import { judgedBy } from "../core/direct.ts";
import { followKey, type Follow } from "../core/follow.ts";
import { toUserKey, type QuotaOwner, type Quotas } from "../core/quotas.ts";
import { KeyGroups } from "./key-groups.ts";

/** Places for a new follow with its channel and the person who asks, or whose places are all taken. */
export type Reservation =
  | { readonly full: QuotaOwner }
  /** Gives the places back unless the follow was inserted; to be called in any case. */
  | { readonly full?: undefined; release(): void };

/** The places that follows take with their channels and the people who asked, stored ones and those about to be. */
export class FollowPlaces {
  readonly #isAllowed: (channel: ChannelRef) => boolean;
  // What is about to be stored counts, too: of two commands at once only one gets the last place.
  readonly #byUser = new KeyGroups();
  readonly #byChannel = new KeyGroups();

  constructor(isAllowed: (channel: ChannelRef) => boolean) {
    this.#isAllowed = isAllowed;
  }

  /** The keys of a channel's follows and of its threads', in the order they came. */
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

  /** Counting twice is the same as once. */
  count(follow: Follow): void {
    const { channel, requesters } = follow;
    // What waits where nothing may be done any more is held against nobody.
    if (!this.#isAllowed(judgedBy(follow))) return;
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

import type { ChannelRef } from "../core/channel-ref.ts";
import { settingsKey } from "../core/channel-settings.ts";
import { followKey, type Follow } from "../core/follow.ts";

/** The latest results of a channel that are listed and suggested. */
const PER_CHANNEL = 10;
/** Channels whose results are remembered; of more, the one that was quiet the longest is forgotten. */
const MAX_CHANNELS = 10_000;
/** Follows whose buttons still work; the store drops them after a week anyway. */
const MAX_IDS = 100_000;

/** Follows that came to their end: the latest of each channel, and where the store keeps each one. */
export class FollowArchive {
  /** Newest first; who was quiet the longest comes first. */
  readonly #latest = new Map<string, readonly Follow[]>();
  readonly #keys = new Map<string, string>();

  /** Takes in a follow that is final. */
  add(follow: Follow): void {
    const channel = settingsKey(follow.channel);
    const key = followKey(follow);
    const others = (this.#latest.get(channel) ?? []).filter((each) => followKey(each) !== key);
    const latest = [follow, ...others]
      .toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))
      .slice(0, PER_CHANNEL);
    this.#latest.delete(channel);
    this.#latest.set(channel, latest);
    dropOldest(this.#latest, MAX_CHANNELS);
    this.#keys.set(follow.id, key);
    dropOldest(this.#keys, MAX_IDS);
  }

  /** The latest results of a channel and its threads, newest first. */
  latestOf(channel: ChannelRef): readonly Follow[] {
    return this.#latest.get(settingsKey(channel)) ?? [];
  }

  /** The key of the follow with an id, for reading it from the store: it may have given way to a newer one. */
  keyOf(id: string): string | undefined {
    return this.#keys.get(id);
  }
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

import { createLruCache } from "../../core/collections/lru-cache.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import { followKey, KEPT_FOR_MS, type Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { isRetryIntent } from "../../core/follow/retry-intent.ts";

/** Results kept for each channel, for lists and suggestions. */
const PER_CHANNEL = 10;
/** Channels whose results are kept. If there are more, the least recently used is dropped. */
const MAX_CHANNELS = 10_000;
/** Ended follows whose buttons work. If there are more, the least recently used is dropped. */
const MAX_IDS = 100_000;

/** What is kept of an ended follow so that its job's name means it. */
export type NamedEnded = Pick<
  Follow,
  "id" | "channel" | "source" | "jobId" | "publicId" | "closedAt"
>;

/** An ended follow whose buttons work. */
interface Ended {
  /** Its key in the store. */
  readonly key: string;
  /** When it was added here, on the monotonic clock. */
  readonly seenAtMs: number;
  /** How long ago it had ended at that moment, by the wall clock. */
  readonly ageMs: number;
}

/**
 * Ended follows: the latest of each channel, and the store's key of each. They are dropped after a week, like their records,
 * even if the wall clock jumps.
 */
export class FollowArchive {
  readonly #clock: Clock;
  /** The latest ended follows by channel key, newest first. */
  readonly #latest = createLruCache<readonly Follow[]>(MAX_CHANNELS);
  /** By follow id. Entries outlive the week, so that a jump of the wall clock brings no follow back. */
  readonly #ended = createLruCache<Ended>(MAX_IDS);

  /** By channel key and public id. */
  readonly #named = createLruCache<readonly NamedEnded[]>(MAX_IDS);

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  /** Adds a follow in a final state. Ignores retry intents. */
  add(follow: Follow): void {
    if (isRetryIntent(follow)) return;
    const channel = settingsKey(follow.channel);
    const key = followKey(follow);
    const ageMs = Math.max(this.#clock.now() - (follow.closedAt ?? 0), 0);
    this.#ended.set(follow.id, { key, seenAtMs: this.#clock.monotonicMs(), ageMs });
    const others = this.latestOf(follow.channel).filter((each) => followKey(each) !== key);
    const latest = [follow, ...others]
      .toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))
      .slice(0, PER_CHANNEL);
    this.#latest.set(channel, latest);
    const { id, source, jobId, publicId, closedAt } = follow;
    const named = { id, channel: follow.channel, source, jobId, publicId, closedAt };
    const namesakes = this.ofName(follow.channel, publicId).filter(
      (each) => followKey(each) !== followKey(named),
    );
    this.#named.set(nameKey(follow.channel, publicId), [named, ...namesakes]);
  }

  /** The ended follows of a channel and its threads whose jobs have a public id, newest first. */
  ofName(channel: ChannelRef, publicId: string): readonly NamedEnded[] {
    const all = this.#named.get(nameKey(channel, publicId)) ?? [];
    return all.filter((each) => this.isKept(each));
  }

  /** The latest results of a channel and its threads, newest first. */
  latestOf(channel: ChannelRef): readonly Follow[] {
    const key = settingsKey(channel);
    const all = this.#latest.get(key) ?? [];
    const kept = all.filter((follow) => this.isKept(follow));
    if (kept.length === 0) this.#latest.delete(key);
    else if (kept.length < all.length) this.#latest.set(key, kept);
    return kept;
  }

  /**
   * The store's key of the follow with an id; `undefined` if none is kept. The record may be a newer follow of the same job
   * by now: compare the ids.
   */
  keyOf(id: string): string | undefined {
    const ended = this.#ended.get(id);
    return ended && this.#ageMs(ended) < KEPT_FOR_MS ? ended.key : undefined;
  }

  /** Whether a follow ended less than a week ago. */
  isKept({ id, closedAt = 0 }: Pick<Follow, "id" | "closedAt">): boolean {
    const ended = this.#ended.get(id);
    const ageMs = ended ? this.#ageMs(ended) : this.#clock.now() - closedAt;
    return ageMs < KEPT_FOR_MS;
  }

  #ageMs({ seenAtMs, ageMs }: Ended): number {
    return ageMs + this.#clock.monotonicMs() - seenAtMs;
  }
}

const nameKey = (channel: ChannelRef, publicId: string): string =>
  `${settingsKey(channel)}|${publicId}`;

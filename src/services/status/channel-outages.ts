import { encodeChannelRef, type ChannelRef } from "../../core/channel/channel-ref.ts";
import { canBeReopened, type OutageNotice } from "../../core/channel/outage-notice.ts";
import { PLATFORM_FACTS } from "../../core/channel/platform-facts.ts";
import { followKey, type Follow } from "../../core/follow/follow.ts";
import { threePollsMs } from "../../core/job/poll-schedule.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { GuardedJobSource } from "../runtime/sources/guarded-job-source.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";

/** Jobs of one source that have to wait in a place before it gets a notice. A single one's status message says it. */
const MIN_WAITING = 2;

/** A notice, and the channel or thread that it is for. */
export interface PlacedNotice {
  readonly place: ChannelRef;
  readonly notice: OutageNotice;
}

/** Identifies the notice of a source in a place: there is at most one. */
export const noticeKey = (place: ChannelRef, source: string): string =>
  `${source}|${encodeChannelRef(place)}`;

/** Options of {@link ChannelOutages}. */
export interface ChannelOutagesOptions {
  readonly registry: Pick<FollowRegistry, "entries" | "entriesOf" | "get">;
  /** Stores the notices. */
  readonly settings: ChannelSettingsRegistry;
  /** Say whether they are out. */
  readonly sources: JobSources;
  readonly clock: Clock;
  /** Returns a globally unique id. */
  readonly newId: () => string;
  /** Whether messages can be posted in a channel: its platform is enabled, and the relay may be used there. */
  readonly serves: (channel: ChannelRef) => boolean;
}

/**
 * The outages of sources that channels are told about once, not once for each job. Decides who is told what and keeps that
 * in the store; posts nothing. A thread is a place of its own. Direct conversations get no notice.
 */
export class ChannelOutages {
  readonly #options: ChannelOutagesOptions;

  constructor(options: ChannelOutagesOptions) {
    this.#options = options;
  }

  /** All stored notices, except those of a source or a platform that is not enabled, and where the relay may not be used. */
  all(): readonly PlacedNotice[] {
    const { settings, sources, serves } = this.#options;
    return settings
      .all()
      .flatMap(({ channel, outages = [] }) =>
        outages.map((notice) => ({ place: placeOf(channel, notice), notice })),
      )
      .filter(({ place, notice }) => serves(place) && sources.get(notice.source) !== undefined);
  }

  /** The notice with a {@link noticeKey}. */
  find(key: string): PlacedNotice | undefined {
    return this.all().find(({ place, notice }) => noticeKey(place, notice.source) === key);
  }

  /** How many jobs of a source wait in a place. */
  async waitingIn(place: ChannelRef, source: string): Promise<number> {
    const key = encodeChannelRef(place);
    const here = await this.#options.registry.entriesOf(place);
    return here.filter((each) => isWaiting(each, source) && encodeChannelRef(each.channel) === key)
      .length;
  }

  /**
   * Whether the place of a follow is told by a notice that its source gives no proper answers, so that its status message
   * need not say so. Also just after the end: for a moment some jobs may still get none.
   */
  async covers({ channel, source: name }: Follow): Promise<boolean> {
    const { settings, sources, clock } = this.#options;
    const source = sources.get(name);
    const notice = settings.of(channel).outages?.find((each) => isOf(each, channel, name));
    if (notice?.isRefused && notice.messageId === undefined) return false;
    if (notice?.ended) {
      const agoMs = clock.now() - notice.ended.at;
      if (agoMs >= 0 && agoMs <= (source?.schedule.maxIntervalMs ?? 0)) return true;
    } else if (notice) return true;
    const isOut = source?.outage !== undefined && !isDirect(channel);
    return isOut && (await this.waitingIn(channel, name)) >= MIN_WAITING;
  }

  /**
   * Opens a notice where one is needed, and ends those whose source answers again or for which no job waits any more.
   * Rejects with a StoreError; the next call goes on.
   */
  async update(): Promise<void> {
    const { sources } = this.#options;
    for (const source of sources.all())
      if (this.#isToTell(source))
        for (const follows of await this.#placesOf(source.name)) await this.#open(source, follows);
    for (const placed of this.all()) if (!placed.notice.ended) await this.#endIfOver(placed);
  }

  /**
   * Stores a change of a notice, or removes it if `change` returns `undefined`. Resolves with `false`, and stores nothing, if
   * another one has taken its place. Rejects with a StoreError.
   */
  async change(
    { place, notice: { id } }: PlacedNotice,
    change: (notice: OutageNotice) => OutageNotice | undefined,
  ): Promise<boolean> {
    let isKnown = false;
    await this.#options.settings.update(place, (current) => {
      const { outages = [] } = current;
      isKnown = outages.some((each) => each.id === id);
      if (!isKnown) return current;
      const changed = outages.flatMap((each) => (each.id === id ? (change(each) ?? []) : each));
      return { ...current, outages: changed };
    });
    return isKnown;
  }

  /** An outage is told if requests still fail after three polls of a job, or if nothing may be asked for as long. */
  #isToTell({ outage, schedule }: GuardedJobSource): boolean {
    if (!outage) return false;
    const { clock } = this.#options;
    const { fastest, slowest } = threePollsMs(schedule);
    const { sinceMs, lastMs } = outage;
    return lastMs - sinceMs >= fastest || clock.monotonicMs() - sinceMs >= slowest;
  }

  /** The follows that wait for a source, by place, where there are enough of them. */
  async #placesOf(source: string): Promise<IndexedFollow[][]> {
    const { registry, serves } = this.#options;
    const waiting: IndexedFollow[] = [];
    for await (const entry of registry.entries()) if (isWaiting(entry, source)) waiting.push(entry);
    return [...Map.groupBy(waiting, ({ channel }) => encodeChannelRef(channel)).values()].filter(
      ([first, ...others]) =>
        first &&
        1 + others.length >= MIN_WAITING &&
        !isDirect(first.channel) &&
        serves(first.channel),
    );
  }

  async #open(
    { name, displayName, outage }: GuardedJobSource,
    [first]: IndexedFollow[],
  ): Promise<void> {
    if (!first || !outage) return;
    const { settings, registry, clock, newId } = this.#options;
    const { channel: place } = first;
    const beganAt = clock.now() - (clock.monotonicMs() - outage.sinceMs);
    const now = { problem: outage.kind, beganAt };
    // Usually it is open already. That is known without the store.
    const open = settings.of(place).outages?.find((each) => isOf(each, place, name));
    if (open && !open.ended) return;
    const locale = (await registry.get(followKey(first)))?.locale;
    await settings.update(place, (current) => {
      const { outages = [] } = current;
      const known = outages.find((each) => isOf(each, place, name));
      if (known && !known.ended) return current;
      const about = { source: name, sourceName: displayName, thread: place.thread, locale };
      const next =
        known && canBeReopened(known, clock.now())
          ? {
              ...known,
              ...now,
              firstBeganAt: known.firstBeganAt ?? known.beganAt,
              ended: undefined,
            }
          : { id: newId(), ...about, ...now };
      return { ...current, outages: [...outages.filter((each) => each !== known), next] };
    });
  }

  async #endIfOver(placed: PlacedNotice): Promise<void> {
    const { sources, clock } = this.#options;
    const { place, notice } = placed;
    const isAnswered = sources.get(notice.source)?.health === "answering";
    if (!isAnswered && (await this.waitingIn(place, notice.source)) > 0) return;
    const ended = { at: clock.now(), isAnswered };
    await this.change(placed, (current) => ({ ...current, ended }));
  }
}

const placeOf = (channel: ChannelRef, { thread }: OutageNotice): ChannelRef =>
  thread === undefined ? channel : { ...channel, thread };

const isOf = (notice: OutageNotice, { thread }: ChannelRef, source: string): boolean =>
  notice.source === source && notice.thread === thread;

const isDirect = (channel: ChannelRef): boolean =>
  PLATFORM_FACTS[channel.platform].isDirect(channel);

/** Notifications do not wait: no person asked for them, and they have no status message. */
const isWaiting = (follow: IndexedFollow, source: string): boolean =>
  follow.source === source && follow.state === "pending" && follow.origin === "command";

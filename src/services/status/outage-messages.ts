import { AttemptLog } from "../../core/attempt-log.ts";
import { canBeReopened } from "../../core/channel/outage-notice.ts";
import { isRefusal, NotOursError, PlatformError } from "../../core/errors.ts";
import { threePollsMs, type PollIntervals } from "../../core/job/poll-schedule.ts";
import type { Message } from "../../core/message.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter, StatusEdit, StatusPost } from "../../core/ports/platform.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import { noticeKey, type ChannelOutages, type PlacedNotice } from "./channel-outages.ts";
import { PeriodicService } from "../runtime/periodic-service.ts";
import { PlatformQueues } from "../runtime/platform-queues.ts";
import { renderOutage } from "../../messages/status/render-outage.ts";
import type { StatusPace } from "./status-pace.ts";

/** Notices written at the same time, on each platform. */
const CONCURRENCY = 2;
/** Wait after a failed attempt. */
const BACK_OFF = { baseMs: 5_000, maxMs: 600_000 };
/** How long a stop waits for what is being written, in milliseconds. The next start goes on. */
const STOP_GRACE_MS = 1_000;
/** Longest time between two looks while an outage lasts, in milliseconds. */
const LOOK_EVERY_MS = 5_000;
/** Time between two looks otherwise, in milliseconds: there is nothing to do but to forget old notices. */
const IDLE_MS = 600_000;

/** Options of {@link OutageMessages}. */
export interface OutageMessagesOptions {
  readonly outages: ChannelOutages;
  /** By platform. Notices of a platform without an adapter stay in the store. */
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  /** Whether a source is out now. */
  readonly isAnyOut: () => boolean;
  /** How often jobs are polled, and so how soon there may be an outage to tell of. */
  readonly intervals: PollIntervals;
  readonly pace: StatusPace;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a short hash of a text, which is stored to see whether a message still shows the same. */
  readonly digest: (text: string) => string;
  /** Returns a number in [0, 1), for the back-off. */
  readonly random: () => number;
}

/**
 * Writes the messages of the outage notices: posts each once, and edits it when what it shows changes. Call `wake` when a
 * source goes out or answers again.
 */
export class OutageMessages extends PeriodicService<void> {
  readonly #options: OutageMessagesOptions;
  readonly #queues: PlatformQueues;
  /** Keys of notices that wait in the queues, some of them for the next attempt. */
  readonly #queued = new Set<string>();
  readonly #attempts = new Map<string, number>();
  readonly #failures: AttemptLog;
  /** Ids of notices whose message may have been posted, even if the adapter stored nothing of it. */
  readonly #uncertain = new Set<string>();

  constructor(options: OutageMessagesOptions) {
    super({ ...options, failureEvent: "outage.not_stored" });
    this.#options = options;
    this.#failures = new AttemptLog(options);
    this.#queues = new PlatformQueues({
      ...options,
      concurrency: CONCURRENCY,
      run: (key, signal) => this.#run(key, signal),
    });
  }

  /** Continues with the notices of an earlier process, which may have written some without storing that. */
  override async start(): Promise<void> {
    for (const placed of this.#options.outages.all()) {
      const { id, messageId, shown } = placed.notice;
      this.#uncertain.add(id);
      if (messageId !== undefined && shown === undefined) this.#expectLateEdit(placed);
    }
    this.#queues.start();
    await super.start();
  }

  override async stop(signal?: AbortSignal): Promise<void> {
    await super.stop();
    await this.#queues.stop(STOP_GRACE_MS, signal);
  }

  /** Opens and ends notices, and has those written that are out of date. Rejects with a StoreError. */
  async pass(): Promise<void> {
    const { outages, clock } = this.#options;
    await outages.update();
    for (const placed of outages.all()) {
      const { notice } = placed;
      if (await this.#isStale(placed)) this.#enqueue(placed);
      else if (notice.ended && !canBeReopened(notice, clock.now())) await this.#drop(placed);
    }
  }

  /** Not again while it waits: that would cut its wait short. */
  #enqueue({ place, notice }: PlacedNotice): void {
    const key = noticeKey(place, notice.source);
    if (this.#queued.has(key)) return;
    this.#queued.add(key);
    this.#queues.add(place.platform, key);
  }

  protected override pauseMs(): number {
    const { outages, intervals, isAnyOut } = this.#options;
    const isQuiet = !isAnyOut() && outages.all().every(({ notice }) => notice.ended);
    return isQuiet ? IDLE_MS : Math.min(LOOK_EVERY_MS, threePollsMs(intervals).fastest);
  }

  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const { outages, pace, random, log } = this.#options;
    const placed = outages.find(key);
    if (!placed || !(await this.#isStale(placed))) return this.#forget(key);
    const paceMs = pace.leftMs(asPaced(placed));
    if (paceMs > 0) return paceMs;
    const { platform, channel: channelId } = placed.place;
    const fields = { api: placed.notice.source, platform, channelId };
    try {
      await this.#show(placed, signal);
      log.info({ ...fields, ended: placed.notice.ended?.isAnswered }, "outage.shown");
      this.#forget(key);
      // It may have changed meanwhile.
      const next = outages.find(key);
      if (next && (await this.#isStale(next))) this.#enqueue(next);
      return undefined;
    } catch (error) {
      if (signal.aborted || error instanceof NotOursError) return this.#forget(key);
      this.#failures.failed(key, { ...fields, err: error }, { event: "outage.not_shown" });
      if (error instanceof PlatformError && !error.retryable) {
        await outages.change(placed, (current) => ({ ...current, isRefused: true }));
        return this.#forget(key);
      }
      if (!isRefusal(error)) this.#expectLateEdit(placed);
      const attempt = (this.#attempts.get(key) ?? 0) + 1;
      this.#attempts.set(key, attempt);
      const retryAfterMs = error instanceof PlatformError ? error.retryAfterMs : undefined;
      return Math.max(retryAfterMs ?? 0, backOffMs(attempt, { ...BACK_OFF, random: random() }));
    }
  }

  /** An edit may still take effect: the next one has to come after it. */
  #expectLateEdit(placed: PlacedNotice): void {
    this.#options.pace.mayStillBeWritten(asPaced(placed));
  }

  #forget(key: string): undefined {
    this.#queued.delete(key);
    this.#attempts.delete(key);
    this.#failures.over(key);
    return undefined;
  }

  async #show(placed: PlacedNotice, signal: AbortSignal): Promise<void> {
    const { outages, adapters, pace } = this.#options;
    const { place, notice } = placed;
    const adapter = adapters.get(place.platform);
    if (!adapter) return;
    const message = await this.#render(placed);
    const messageId = notice.messageId ?? (await this.#post(adapter, placed, { message, signal }));
    // It is over, and nobody was told of it.
    if (messageId === undefined) return this.#drop(placed);
    if (notice.messageId !== undefined) {
      // Until the answer it is not known what the message shows, also to the next process.
      await outages.change(placed, (current) => ({ ...current, shown: undefined }));
      await this.#edit(adapter, { channel: place, ref: { id: messageId }, message, signal });
    }
    pace.wrote(asPaced(placed));
    const shown = this.#fingerprint(message);
    await outages.change(placed, (current) => ({
      ...current,
      messageId,
      shown,
      checkpoint: undefined,
    }));
  }

  /** An edit that the channel does not take is given up, but not the message: the next change is tried again. */
  async #edit(adapter: PlatformAdapter, edit: StatusEdit): Promise<void> {
    try {
      await adapter.editStatus(edit);
    } catch (error) {
      const isGivenUp = error instanceof PlatformError && !error.retryable;
      if (!isGivenUp || error.code === "message_lost") throw error;
      const { platform, channel: channelId } = edit.channel;
      this.#options.log.warn({ platform, channelId, err: error }, "outage.not_editable");
    }
  }

  /** Posts the message, or finds it. Resolves with `undefined` if there is none and the outage is over. */
  async #post(
    adapter: PlatformAdapter,
    placed: PlacedNotice,
    { message, signal }: { message: Message; signal: AbortSignal },
  ): Promise<string | undefined> {
    const { outages } = this.#options;
    const { place, notice } = placed;
    const { id, checkpoint, ended } = notice;
    const mayAlreadyExist = checkpoint
      ? Object.keys(checkpoint).length > 0
      : this.#uncertain.has(id);
    const post: StatusPost = {
      channel: place,
      jobId: id,
      message,
      key: `${id}:outage`,
      mayAlreadyExist,
      ...(checkpoint && { checkpoint }),
      save: async (kept) => {
        if (!(await outages.change(placed, (current) => ({ ...current, checkpoint: kept }))))
          throw new NotOursError();
      },
      signal,
    };
    if (ended) return mayAlreadyExist ? (await adapter.findStatus(post))?.id : undefined;
    this.#uncertain.add(id);
    return (await adapter.postStatus(post)).id;
  }

  async #drop(placed: PlacedNotice): Promise<void> {
    this.#uncertain.delete(placed.notice.id);
    await this.#options.outages.change(placed, () => undefined);
  }

  /** Resolves with whether its message does not show what it should, and can be written. */
  async #isStale(placed: PlacedNotice): Promise<boolean> {
    const { shown, isRefused } = placed.notice;
    return !isRefused && shown !== this.#fingerprint(await this.#render(placed));
  }

  async #render({ place, notice }: PlacedNotice): Promise<Message> {
    const waiting = await this.#options.outages.waitingIn(place, notice.source);
    return renderOutage(notice, { platform: place.platform, waiting });
  }

  #fingerprint({ blocks }: Message): string {
    return this.#options.digest(JSON.stringify(blocks));
  }
}

/** As of a follow that does not end: the end of an outage may not be the last edit, because the next one may follow soon. */
const asPaced = ({ notice: { id, beganAt, firstBeganAt = beganAt } }: PlacedNotice) =>
  ({ id, createdAt: firstBeganAt, state: "pending" }) as const;

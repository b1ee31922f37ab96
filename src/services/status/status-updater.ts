import { AttemptLog } from "../../core/attempt-log.ts";
import { PlatformError } from "../../core/errors.ts";
import {
  followFields,
  followKey,
  isFinal,
  type Follow,
  type MessageRef,
} from "../../core/follow/follow.ts";
import { awaitsFirstPoll } from "../../core/follow/awaits-first-poll.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { Service } from "../../core/ports/service.ts";
import { PlatformQueues } from "../runtime/platform-queues.ts";
import {
  StatusMessages,
  type ResultInStatus,
  type StatusMessagesOptions,
} from "./status-messages.ts";

import { StatusPace } from "./status-pace.ts";

/** Status messages brought up to date at the same time, on each platform. */
const CONCURRENCY = 8;
const BACK_OFF = { baseMs: 1_000, maxMs: 60_000 };
/** The status message of a follow that is over is tried so often: for about an hour and a half. */
const MAX_ATTEMPTS_WHEN_OVER = 90;
/** What is under way at a stop may take this long; the next start takes up the rest. */
const STOP_GRACE_MS = 1_000;

/** Options of {@link StatusUpdater}. */
export interface StatusUpdaterOptions extends Omit<StatusMessagesOptions, "pace"> {
  /** Gives numbers in [0, 1). */
  readonly random: () => number;
}

/**
 * Keeps the status messages of all follows up to date, in the background where possible, so that a slow platform never
 * slows the polls. What a message shows follows from the follow's record and the reason its result waits, if any.
 */
export class StatusUpdater implements Service {
  readonly #options: StatusUpdaterOptions;
  readonly #pace: StatusPace;
  readonly #messages: StatusMessages;
  readonly #queues: PlatformQueues;
  /** Failed attempts in a row, by follow key. */
  readonly #attempts = new Map<string, number>();
  readonly #attemptLog: AttemptLog;
  /** Follows that are over and whose status message does not say so yet; a restart finds them in the store. */
  readonly #over = new Map<string, Follow>();

  constructor(options: StatusUpdaterOptions) {
    this.#options = options;
    this.#pace = new StatusPace(options.clock);
    this.#messages = new StatusMessages({ ...options, pace: this.#pace });
    this.#attemptLog = new AttemptLog(options);
    this.#queues = new PlatformQueues({
      clock: options.clock,
      log: options.log,
      concurrency: CONCURRENCY,
      run: (key, signal) => this.#run(key, signal),
    });
  }

  async start(): Promise<void> {
    this.#queues.start();
  }

  /** Shows how the latest follows ended without waiting for their pace; what does not get through is for the next start. */
  async stop(signal?: AbortSignal): Promise<void> {
    await this.#queues.stop(STOP_GRACE_MS, signal);
    const abort = new AbortController();
    const breakOff = (): void => abort.abort();
    const cancel = this.#options.clock.setTimer(STOP_GRACE_MS, breakOff);
    signal?.addEventListener("abort", breakOff, { once: true });
    if (signal?.aborted) breakOff();
    const left = [...this.#over.values()];
    this.#over.clear();
    await Promise.all(Array.from({ length: CONCURRENCY }, () => this.#showAll(left, abort.signal)));
    cancel();
    signal?.removeEventListener("abort", breakOff);
  }

  /** The latest first: the others have been seen longer as they are. */
  async #showAll(left: Follow[], signal: AbortSignal): Promise<void> {
    for (let follow = left.pop(); follow && !signal.aborted; follow = left.pop())
      // oxlint-disable-next-line no-await-in-loop -- several of these loops run side by side
      await this.#messages.showOver(follow, signal).catch(() => {});
  }

  /**
   * Brings the status message of a follow up to date in the background, as soon as its pace allows, and again until it
   * works. If the follow is over, the message says how it ended and where its result is.
   */
  update(follow: Follow): void {
    if (isFinal(follow)) {
      this.#messages.forget(follow);
      // Without a status message there is nothing to edit; with the result in it, nothing to add.
      if (!follow.statusMessage || isResultInStatus(follow)) return;
      this.#over.set(followKey(follow), follow);
    }
    this.#queues.add(follow.channel.platform, followKey(follow));
  }

  /**
   * Brings the status message of an open follow up to date before it resolves. One that was written just now is left to
   * {@link update}. Rejects with a PlatformError or a StoreError; then nothing tries again.
   */
  async updateNow(follow: Follow, signal: AbortSignal): Promise<void> {
    if (follow.statusMessage && this.#pace.leftMs(follow) > 0) return this.update(follow);
    await this.#messages.show(followKey(follow), signal);
  }

  /** Shows the result of a settled follow in its status message. See {@link StatusMessages.showResult}. */
  async showResult(follow: Follow, result: ResultInStatus): Promise<MessageRef> {
    return this.#messages.showResult(follow, result);
  }

  /**
   * Takes over a follow of an earlier process, which may have posted without storing it, and brings a status message up to
   * date that does not show what it should. A settled follow is shown by its delivery, and one that waits for its first
   * poll after that.
   */
  resume(follow: Follow): void {
    if (isFinal(follow)) {
      if (this.#messages.owesEnd(follow)) this.update(follow);
      return;
    }
    this.#messages.resume(follow);
    const isDue = follow.state === "pending" && !awaitsFirstPoll(follow);
    if (isDue && this.#messages.isStale(follow)) this.update(follow);
  }

  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const over = this.#over.get(key);
    const current = this.#options.registry.get(key);
    const follow = over ?? current;
    if (!follow) return this.#forget(key, over);
    const messages = this.#messages;
    const paceMs = this.#pace.leftMs(follow);
    if (paceMs > 0) return paceMs;
    try {
      await (over ? messages.showOver(over, signal) : messages.show(key, signal));
      const overcome = this.#attemptLog.over(key);
      if (overcome.attempts)
        this.#options.log.info({ ...followFields(follow), ...overcome }, "status.recovered");
      this.#forget(key, over);
      // The same job, asked for again meanwhile, has a status message of its own.
      return over && current ? 0 : undefined;
    } catch (error) {
      const attempt = (this.#attempts.get(key) ?? 0) + 1;
      this.#attempts.set(key, attempt);
      const fields = { ...followFields(follow), attempt, err: error };
      this.#attemptLog.failed(key, fields, { event: "status.postponed" });
      if (signal.aborted || (error instanceof PlatformError && !error.retryable))
        return this.#forget(key, over);
      if (over && attempt >= MAX_ATTEMPTS_WHEN_OVER) return this.#forget(key, over);
      const retryAfterMs = error instanceof PlatformError ? error.retryAfterMs : undefined;
      const backOff = backOffMs(attempt, { ...BACK_OFF, random: this.#options.random() });
      return Math.max(retryAfterMs ?? 0, backOff);
    }
  }

  /** A follow that ended while its status was being shown still has to be shown as over. */
  #forget(key: string, over: Follow | undefined): undefined {
    this.#attempts.delete(key);
    this.#attemptLog.over(key);
    if (this.#over.get(key) === over) this.#over.delete(key);
    return undefined;
  }
}

const isResultInStatus = ({ state, delivery }: Follow): boolean =>
  state === "delivered" && delivery === "edit";

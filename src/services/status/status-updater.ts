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

/** Status messages written at the same time, on each platform. */
const CONCURRENCY = 8;
/** Wait after a failed attempt. */
const BACK_OFF = { baseMs: 1_000, maxMs: 60_000 };
/** Attempts for a follow in a final state: about an hour and a half. */
const MAX_ATTEMPTS_WHEN_OVER = 90;
/** How long each of the two phases of a stop may take, in milliseconds. The next start does the rest. */
const STOP_GRACE_MS = 1_000;

/** Options of {@link StatusUpdater}. */
export interface StatusUpdaterOptions extends Omit<StatusMessagesOptions, "pace"> {
  /** Returns a number in [0, 1). */
  readonly random: () => number;
}

/**
 * Keeps the status messages of all follows up to date, in the background where possible, so that a slow platform never
 * delays polls. A message shows the follow's record, and why its result waits, if it does.
 */
export class StatusUpdater implements Service {
  readonly #options: StatusUpdaterOptions;
  readonly #pace: StatusPace;
  readonly #messages: StatusMessages;
  readonly #queues: PlatformQueues;
  /** Failed attempts in a row, by follow key. */
  readonly #attempts = new Map<string, number>();
  /** Until when the platform asked to wait, on the monotonic clock in milliseconds, by follow key. */
  readonly #waitUntil = new Map<string, number>();
  readonly #failures: AttemptLog;
  /** Follows in a final state whose status message does not say so yet, by key. A restart finds them in the store. */
  readonly #over = new Map<string, Follow>();

  constructor(options: StatusUpdaterOptions) {
    this.#options = options;
    this.#pace = new StatusPace(options.clock);
    this.#messages = new StatusMessages({ ...options, pace: this.#pace });
    this.#failures = new AttemptLog(options);
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

  /**
   * Also shows how the latest follows ended, without waiting for their pace. The next start shows those that fail, or whose
   * result may still appear in the status message.
   */
  async stop(signal?: AbortSignal): Promise<void> {
    await this.#queues.stop(STOP_GRACE_MS, signal);
    const abort = new AbortController();
    const breakOff = (): void => abort.abort();
    const cancel = this.#options.clock.setTimer(STOP_GRACE_MS, breakOff);
    signal?.addEventListener("abort", breakOff, { once: true });
    if (signal?.aborted) breakOff();
    const left = [...this.#over.values()].filter(
      ({ resultLeftStatus = false }) => !resultLeftStatus,
    );
    this.#over.clear();
    await Promise.all(Array.from({ length: CONCURRENCY }, () => this.#showAll(left, abort.signal)));
    cancel();
    signal?.removeEventListener("abort", breakOff);
  }

  /** The newest first: the older ones have been out of date for longer anyway. */
  async #showAll(left: Follow[], signal: AbortSignal): Promise<void> {
    for (let follow = left.pop(); follow && !signal.aborted; follow = left.pop())
      // oxlint-disable-next-line no-await-in-loop -- several of these loops run side by side
      await this.#messages.showOver(follow, signal).catch(() => {});
  }

  /**
   * Brings the status message of a follow up to date in the background, as soon as its pace allows, and retries until it
   * works. In a final state, the message says how the follow ended and where its result is.
   */
  update(follow: Follow): void {
    if (isFinal(follow)) {
      this.#messages.forget(follow);
      // There is nothing to edit without a status message, and nothing to add if it contains the result.
      if (!follow.statusMessage || isResultInStatus(follow)) return;
      this.#over.set(followKey(follow), follow);
    }
    this.#queues.add(follow.channel.platform, followKey(follow));
  }

  /**
   * Brings the status message of an open follow up to date and resolves once it is. If its pace does not allow an edit yet,
   * leaves that to {@link update} and resolves at once. Rejects with a PlatformError or a StoreError; then the caller decides
   * whether to try again.
   */
  async updateNow(follow: Follow, signal: AbortSignal): Promise<void> {
    if (follow.statusMessage && this.#pace.leftMs(follow) > 0) return this.update(follow);
    await this.#messages.show(followKey(follow), signal);
  }

  /**
   * The result was to go into the status message, may be there or about to appear there, and is posted elsewhere: waits with
   * the next edit, which takes it away.
   */
  expectLateEdit(follow: Follow): void {
    this.#pace.mayStillBeWritten(follow);
  }

  /** See {@link StatusMessages.showResult}. */
  async showResult(follow: Follow, result: ResultInStatus): Promise<MessageRef> {
    return this.#messages.showResult(follow, result);
  }

  /**
   * Continues with a follow of an earlier process: brings its status message up to date if it is stale. Not for a settled
   * follow, whose delivery does that, and not before the first poll.
   */
  async resume(follow: Follow): Promise<void> {
    if (follow.resultLeftStatus) this.expectLateEdit(follow);
    if (isFinal(follow)) {
      if (await this.#messages.owesEnd(follow)) this.update(follow);
      return;
    }
    this.#messages.resume(follow);
    // Only what a person asked for has a status message.
    const isShown = follow.origin === "command" && follow.state === "pending";
    const isDue = isShown && !awaitsFirstPoll(follow);
    if (isDue && (await this.#messages.isStale(follow))) this.update(follow);
  }

  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const over = this.#over.get(key);
    const messages = this.#messages;
    let follow = over;
    try {
      const current = await this.#options.registry.get(key);
      follow ??= current;
      if (!follow) return this.#forget(key, over);
      // A change makes the key due at once, also while the platform wants no requests.
      const askedMs = (this.#waitUntil.get(key) ?? 0) - this.#options.clock.monotonicMs();
      const waitMs = Math.max(this.#pace.leftMs(follow), askedMs);
      if (waitMs > 0) return waitMs;
      await (over ? messages.showOver(over, signal) : messages.show(key, signal));
      const overcome = this.#failures.over(key);
      if (overcome.attempts)
        this.#options.log.info({ ...followFields(follow), ...overcome }, "status.recovered");
      this.#forget(key, over);
      // If the job was requested again meanwhile, update the status message of that follow next.
      return over && current ? 0 : undefined;
    } catch (error) {
      const attempt = (this.#attempts.get(key) ?? 0) + 1;
      this.#attempts.set(key, attempt);
      const fields = { ...(follow ? followFields(follow) : { key }), attempt, err: error };
      this.#failures.failed(key, fields, { event: "status.postponed" });
      if (signal.aborted || (error instanceof PlatformError && !error.retryable))
        return this.#forget(key, over);
      if (over && attempt >= MAX_ATTEMPTS_WHEN_OVER) return this.#forget(key, over);
      const { clock, random } = this.#options;
      const retryAfterMs = (error instanceof PlatformError && error.retryAfterMs) || 0;
      this.#waitUntil.set(key, clock.monotonicMs() + retryAfterMs);
      return Math.max(retryAfterMs, backOffMs(attempt, { ...BACK_OFF, random: random() }));
    }
  }

  /** Keeps a follow that ended while its status was being written: its end still has to be shown. */
  #forget(key: string, over: Follow | undefined): undefined {
    this.#attempts.delete(key);
    this.#waitUntil.delete(key);
    this.#failures.over(key);
    if (this.#over.get(key) === over) this.#over.delete(key);
    return undefined;
  }
}

const isResultInStatus = ({ state, delivery }: Follow): boolean =>
  state === "delivered" && delivery === "edit";

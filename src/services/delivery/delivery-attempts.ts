import { AttemptLog } from "../../core/attempt-log.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import { toDiscardReason, type DiscardReason } from "../../core/follow/discard-reason.ts";
import {
  followFields,
  markDelivered,
  markDiscarded,
  wantStatus,
  type Follow,
  type MessageRef,
} from "../../core/follow/follow.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { StatusUpdater } from "../status/status-updater.ts";
import type { NextTurn, TurnSignals } from "./channel-queue.ts";
import { delayReason, isRateLimit } from "./delay-reason.ts";
import type { DeliveryLimits } from "./delivery-limits.ts";
import type { DeliveryProgress } from "./delivery-progress.ts";
import type { DirectMessageFallback } from "./direct-message-fallback.ts";
import { FollowInDelivery } from "./follow-in-delivery.ts";
import { reasonToDiscard, type DeliveryPolicy } from "./reason-to-discard.ts";
import { resultBeforeBroadcast } from "./result-broadcast.ts";
import type { ResultSender } from "./result-sender.ts";

const BACK_OFF = { baseMs: 2_000, maxMs: 300_000 };
const STORE_BACK_OFF = { baseMs: 500, maxMs: 30_000 };
/** Attempts that wait for a file out of reach: about two minutes. Then the text goes out with a link to the file. */
const MEDIA_ATTEMPTS = 7;

/** Options of {@link DeliveryAttempts}. */
export interface DeliveryAttemptsOptions extends DeliveryPolicy {
  readonly registry: FollowRegistry;
  /** By platform. The results of a platform without an adapter stay in the store. */
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  /** Posts the result. */
  readonly sender: Pick<ResultSender, "send">;
  /** Shows the final status before the result is posted, and why the result is delayed. */
  readonly statusUpdater: Pick<StatusUpdater, "updateNow">;
  /** What this process knows of each delivery. Forgotten here once a follow needs no other turn. */
  readonly progress: DeliveryProgress;
  /** How many attempts of this process run at once. */
  readonly limits: DeliveryLimits;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1), for the back-off. */
  readonly random: () => number;
  /** How results arrive in a channel, by its settings now. */
  readonly deliveryOf: (channel: ChannelRef) => Pick<Follow, "delivery" | "broadcast">;
  /** Called before a follow is discarded: its requesters may get the result as a direct message. */
  readonly fallback: Pick<DirectMessageFallback, "sendToNextRequester">;
}

/** Delivers a settled follow, one attempt at each of its turns, until its outcome is posted or discarded. */
export class DeliveryAttempts {
  readonly #options: DeliveryAttemptsOptions;
  /** By the ids of follows. */
  readonly #failures: AttemptLog;

  constructor(options: DeliveryAttemptsOptions) {
    this.#options = options;
    this.#failures = new AttemptLog(options);
  }

  /**
   * One turn of the follow with this key. Resolves with when it needs the next one, or with `undefined` if it needs none
   * in this process. Rejects with a StoreError if a change could not be stored; then the caller repeats the turn.
   */
  async takeTurn(key: string, signals: TurnSignals): Promise<NextTurn | undefined> {
    const { registry, adapters, progress } = this.#options;
    const found = await registry.get(key);
    const adapter = adapters.get(found?.channel.platform ?? "");
    const next = adapter && (await this.#prepareAndAttempt(key, adapter, signals));
    if (!next) {
      progress.forget(key, found?.id);
      this.#failures.over(found?.id ?? "");
    }
    return next;
  }

  async #prepareAndAttempt(
    key: string,
    adapter: PlatformAdapter,
    { signal, stopping }: TurnSignals,
  ): Promise<NextTurn | undefined> {
    const ends = [signal, stopping];
    const { limits, quarantine } = this.#options;
    // The preparation sends only texts. A result with files then waits for the limit of uploads.
    const texts = limits.texts(adapter.platform);
    const prepared = await texts.run(ends, () => this.#prepare(key, signal));
    if (!prepared?.follow) return prepared?.next;
    const { follow } = prepared;
    const attempt = () => this.#attempt(follow, adapter, signal);
    const run = quarantine ? () => quarantine.run(key, attempt, signal) : attempt;
    return limits.for(follow.current).run(ends, run);
  }

  /**
   * Finishes a follow that needs no attempt, or prepares one. Resolves with the follow to attempt; without one, with its
   * next turn, if it needs one.
   */
  async #prepare(
    key: string,
    signal: AbortSignal,
  ): Promise<{ readonly follow?: FollowInDelivery; readonly next?: NextTurn | undefined }> {
    const { registry, progress } = this.#options;
    const found = await registry.get(key);
    if (found?.state !== "settled") return {};
    const follow = new FollowInDelivery(registry, found);
    const { posted } = progress.of(found);
    if (posted) return { next: await this.#storeDelivered(follow, posted) };
    const reason = reasonToDiscard(found, this.#options);
    // The status message says why. There may be none yet, and there is no attempt that would post one.
    if (reason === "quarantined" && (await follow.save(wantStatus)))
      await this.#showStatus(follow, signal);
    if (reason !== undefined) return { next: await this.#discard(follow, reason, signal) };
    if (!(await follow.fixDelivery(this.#options.deliveryOf))) return {};
    await this.#showStatus(follow, signal);
    return { follow };
  }

  /** Shows the final status first, because the result replies to it. If that fails, the result is posted anyway. */
  async #showStatus(follow: FollowInDelivery, signal: AbortSignal): Promise<void> {
    const { current } = follow;
    try {
      await this.#options.statusUpdater.updateNow(current, signal);
    } catch (error) {
      const fields = { ...followFields(current), err: error };
      this.#failures.failed(current.id, fields, { event: "status.not_shown" });
    }
  }

  async #attempt(
    follow: FollowInDelivery,
    adapter: PlatformAdapter,
    signal: AbortSignal,
  ): Promise<NextTurn | undefined> {
    // It may have waited a long time for the limit of uploads.
    if (signal.aborted || !(await follow.isStillOurs())) return undefined;
    const { sender, progress } = this.#options;
    const { current } = follow;
    const { attempts, mayAlreadyExist } = progress.of(current);
    progress.note(current, { attempts: attempts + 1, mayAlreadyExist: true });
    let message: MessageRef;
    try {
      message = await sender.send(follow, {
        adapter,
        // A follow that continues an earlier delivery may have been posted by that.
        mayAlreadyExist: mayAlreadyExist || current.postedAs !== undefined,
        mayArrive: attempts === 0,
        isLastTryForMedia: attempts + 1 >= MEDIA_ATTEMPTS,
        signal,
      });
    } catch (error) {
      return this.#afterFailure(follow, error, signal);
    }
    return this.#storeDelivered(follow, message);
  }

  /** Decides what a failed attempt means: nothing to do, discard the follow, or another attempt. */
  async #afterFailure(
    follow: FollowInDelivery,
    error: unknown,
    signal: AbortSignal,
  ): Promise<NextTurn | undefined> {
    if (error instanceof NotOursError) return undefined;
    const discardReason = error instanceof PlatformError ? toDiscardReason(error.code) : undefined;
    if (discardReason) return this.#discard(follow, discardReason, signal);
    // Every other error leads to another attempt, even a bug of ours: that loses nothing, giving up would.
    if (signal.aborted) return undefined;
    const { progress } = this.#options;
    const { current } = follow;
    const { attempts } = progress.of(current);
    // Checked only after an attempt: a result that can be posted now is posted, even if the store was down for a day.
    if (progress.isTooLate(current)) return this.#discard(follow, "too_late", signal);
    const reason = delayReason(current, error, attempts);
    if (reason) {
      progress.note(current, { delayReason: reason });
      // During a rate limit no further request is sent. The next attempt shows the reason.
      if (!isRateLimit(error)) await this.#showStatus(follow, signal);
    }
    return this.#postpone(current, attempts, error);
  }

  async #storeDelivered(
    follow: FollowInDelivery,
    message: MessageRef,
  ): Promise<NextTurn | undefined> {
    const { clock, log, random, progress } = this.#options;
    const { current } = follow;
    try {
      await follow.save((latest) => markDelivered(latest, message, clock.now()));
    } catch (error) {
      // The result is in the channel, only its record is missing: the next turn repeats the write, not the post.
      const { attempts } = progress.of(current);
      progress.note(current, { attempts: attempts + 1, posted: message });
      const fields = { ...followFields(current), err: error };
      this.#failures.failed(current.id, fields, { event: "delivery.not_stored", level: "error" });
      const delayMs = backOffMs(attempts, { ...STORE_BACK_OFF, random: random() });
      return { delayMs, pausesChannel: false };
    }
    const overcome = this.#failures.over(current.id);
    log.info({ ...followFields(current), messageId: message.id, ...overcome }, "follow.delivered");
    return undefined;
  }

  async #discard(
    follow: FollowInDelivery,
    reason: DiscardReason,
    signal: AbortSignal,
  ): Promise<NextTurn | undefined> {
    const { clock, log, progress, fallback } = this.#options;
    // People may have joined during the attempt.
    if (!(await follow.isStillOurs())) return undefined;
    const { current } = follow;
    // The result is in the channel's thread. Only the line that points to it could not be posted.
    const whole = resultBeforeBroadcast(current);
    if (whole) return this.#storeDelivered(follow, whole);
    let sentTo: string | undefined;
    try {
      const result = await fallback.sendToNextRequester(current, reason, signal);
      if ("delayMs" in result) return { delayMs: result.delayMs, pausesChannel: false };
      sentTo = result.sentTo;
    } catch (error) {
      if (signal.aborted) return undefined;
      const attempts = progress.of(current).attempts + 1;
      progress.note(current, { attempts });
      if (!progress.isTooLate(current)) return this.#postpone(current, attempts, error);
    }
    await follow.save((latest) =>
      markDiscarded({ ...latest, ...(sentTo && { sentTo }) }, reason, clock.now()),
    );
    log.warn({ ...followFields(current), reason, sentTo }, "follow.discarded");
    return undefined;
  }

  #postpone(follow: Follow, attempt: number, error: unknown): NextTurn {
    const backOff = backOffMs(attempt, { ...BACK_OFF, random: this.#options.random() });
    const retryAfterMs = error instanceof PlatformError ? error.retryAfterMs : undefined;
    // The longer of the two: a platform that always asks for one second would have the file downloaded every second.
    const delayMs = Math.max(retryAfterMs ?? 0, backOff);
    const fields = { ...followFields(follow), attempt, delayMs, err: error };
    this.#failures.failed(follow.id, fields, { event: "delivery.postponed" });
    // The platform would refuse the channel's next result as well, or that would arrive before this one.
    return { delayMs, pausesChannel: isRateLimit(error) };
  }
}

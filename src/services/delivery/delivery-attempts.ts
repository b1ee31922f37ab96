import { AttemptLog } from "../../core/attempt-log.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Delivery } from "../../core/channel/channel-settings.ts";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import { toDiscardReason, type DiscardReason } from "../../core/follow/discard-reason.ts";
import {
  followFields,
  markDelivered,
  markDiscarded,
  type Follow,
  type MessageRef,
} from "../../core/follow/follow.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { StatusUpdater } from "../status/status-updater.ts";
import type { Again } from "./channel-queues.ts";
import type { DeliveryLimits } from "./delivery-limits.ts";
import type { DeliveryProgress } from "./delivery-progress.ts";
import type { DirectMessageFallback } from "./direct-message-fallback.ts";
import { FollowInDelivery } from "./follow-in-delivery.ts";
import { delayReason } from "./delay-reason.ts";
import { reasonToDiscard, type DeliveryPolicy } from "./reason-to-discard.ts";
import type { ResultSender } from "./result-sender.ts";

const BACK_OFF = { baseMs: 2_000, maxMs: 300_000 };
const STORE_BACK_OFF = { baseMs: 500, maxMs: 30_000 };
/** Waiting this often for a file out of reach takes about two minutes; then the text goes out with the link. */
const MEDIA_ATTEMPTS = 7;

/** Options of {@link DeliveryAttempts}. */
export interface DeliveryAttemptsOptions extends DeliveryPolicy {
  readonly registry: FollowRegistry;
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly sender: Pick<ResultSender, "send">;
  readonly statusUpdater: Pick<StatusUpdater, "updateNow">;
  readonly progress: DeliveryProgress;
  readonly limits: DeliveryLimits;
  readonly clock: Clock;
  readonly log: Logger;
  /** Gives numbers in [0, 1). */
  readonly random: () => number;
  /** How results arrive in a channel now. */
  readonly deliveryOf: (channel: ChannelRef) => Delivery;
  /** Asked before a follow is discarded: its requesters may get the result instead. */
  readonly fallback: Pick<DirectMessageFallback, "rescue">;
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

  /** One turn of the follow with a key. Resolves with when it needs the next one; `undefined` if it needs none. */
  async run(key: string, signal: AbortSignal): Promise<Again | undefined> {
    const { registry, progress } = this.#options;
    const followId = registry.get(key)?.id;
    const again = await this.#turn(key, signal);
    // What is known of a follow's delivery goes when its turns end.
    if (!again) {
      progress.forget(key, followId);
      this.#failures.over(followId ?? "");
    }
    return again;
  }

  async #turn(key: string, signal: AbortSignal): Promise<Again | undefined> {
    const { registry, adapters, limits } = this.#options;
    const adapter = adapters.get(registry.get(key)?.channel.platform ?? "");
    if (!adapter) return undefined;
    const { texts } = limits.of(adapter.platform);
    const ready = await texts.run(signal, () => this.#prepare(key, signal));
    if (!ready?.follow) return ready?.again;
    const { follow } = ready;
    return limits.for(follow.current).run(signal, () => this.#attempt(follow, adapter, signal));
  }

  /** What comes before an attempt, all of it texts. Resolves with the follow to deliver, or with its next turn, if any. */
  async #prepare(
    key: string,
    signal: AbortSignal,
  ): Promise<{ readonly follow?: FollowInDelivery; readonly again?: Again | undefined }> {
    const { registry, progress } = this.#options;
    const found = registry.get(key);
    if (found?.state !== "settled") return {};
    const follow = new FollowInDelivery(registry, found);
    const { posted } = progress.of(found);
    if (posted) return { again: await this.#close(follow, posted) };
    const reason = reasonToDiscard(found, this.#options);
    if (reason !== undefined) return { again: await this.#discard(follow, reason, signal) };
    const fixed = await this.#fixDelivery(follow);
    if (!fixed) return {};
    // A status message that becomes the result shows the final status by itself.
    if (fixed.delivery !== "edit" || !fixed.statusMessage) await this.#showStatus(follow, signal);
    return { follow };
  }

  /** Stores how the outcome arrives: from then on a change of the channel's settings is for later results. */
  async #fixDelivery(follow: FollowInDelivery): Promise<Follow | undefined> {
    const { current } = follow;
    if (current.delivery) return current;
    // That nothing will come, or that the outcome is unknown, never takes the place of a result.
    const kind = current.outcome?.kind;
    const isNotice = kind === "forgotten" || kind === "retry-unknown";
    const delivery = isNotice ? "post" : this.#options.deliveryOf(current.channel);
    return follow.save((latest) => ({ ...latest, delivery }));
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
  ): Promise<Again | undefined> {
    // It may have waited long for its turn among the uploads.
    if (signal.aborted || !follow.isOpen) return undefined;
    const { sender, progress } = this.#options;
    const { current } = follow;
    const { attempts, mayAlreadyExist } = progress.of(current);
    progress.note(current, { attempts: attempts + 1, mayAlreadyExist: true });
    let message: MessageRef;
    try {
      message = await sender.send(follow, {
        adapter,
        // One that goes on with an earlier delivery may have been posted by that.
        mayAlreadyExist: mayAlreadyExist || current.postedAs !== undefined,
        isLastTryForMedia: attempts + 1 >= MEDIA_ATTEMPTS,
        signal,
      });
    } catch (error) {
      return this.#afterFailure(follow, error, signal);
    }
    return this.#close(follow, message);
  }

  async #afterFailure(
    follow: FollowInDelivery,
    error: unknown,
    signal: AbortSignal,
  ): Promise<Again | undefined> {
    if (error instanceof NotOursError) return undefined;
    const reason = error instanceof PlatformError ? toDiscardReason(error.code) : undefined;
    if (reason) return this.#discard(follow, reason, signal);
    // Everything else is tried again, a defect of ours too: trying again loses nothing, giving up would.
    if (signal.aborted) return undefined;
    const { progress } = this.#options;
    const { current } = follow;
    const { attempts } = progress.of(current);
    // Only after an attempt: a store that was down for a day does not cost a result that could be posted now.
    if (progress.isTooLate(current)) return this.#discard(follow, "too_late", signal);
    const delay = delayReason(current, error, attempts);
    if (delay) {
      progress.note(current, { delayReason: delay });
      // A platform that asks for patience gets no further request; the next attempt shows it.
      if (!isRateLimit(error)) await this.#showStatus(follow, signal);
    }
    return this.#later(current, attempts, error);
  }

  async #close(follow: FollowInDelivery, message: MessageRef): Promise<Again | undefined> {
    const { clock, log, random, progress } = this.#options;
    const { current } = follow;
    try {
      await follow.save((latest) => markDelivered(latest, message, clock.now()));
    } catch (error) {
      // It is in the channel; only the record is missing. Nothing is sent again, the record is written when it can be.
      const { attempts } = progress.of(current);
      progress.note(current, { attempts: attempts + 1, posted: message });
      const fields = { ...followFields(current), err: error };
      this.#failures.failed(current.id, fields, { event: "delivery.not_stored", level: "error" });
      return {
        againMs: backOffMs(attempts, { ...STORE_BACK_OFF, random: random() }),
        holds: false,
      };
    }
    const overcome = this.#failures.over(current.id);
    log.info({ ...followFields(current), messageId: message.id, ...overcome }, "follow.delivered");
    return undefined;
  }

  async #discard(
    follow: FollowInDelivery,
    reason: DiscardReason,
    signal: AbortSignal,
  ): Promise<Again | undefined> {
    const { clock, log, progress, fallback } = this.#options;
    const { current } = follow;
    let sentTo: string | undefined;
    try {
      const rescued = await fallback.rescue(current, reason, signal);
      if ("againMs" in rescued) return { againMs: rescued.againMs, holds: false };
      sentTo = rescued.sentTo;
    } catch (error) {
      if (signal.aborted) return undefined;
      const attempts = progress.of(current).attempts + 1;
      progress.note(current, { attempts });
      if (!progress.isTooLate(current)) return this.#later(current, attempts, error);
    }
    await follow.save((latest) =>
      markDiscarded({ ...latest, ...(sentTo && { sentTo }) }, reason, clock.now()),
    );
    log.warn({ ...followFields(current), reason, sentTo }, "follow.discarded");
    return undefined;
  }

  #later(follow: Follow, attempt: number, error: unknown): Again {
    const backOff = backOffMs(attempt, { ...BACK_OFF, random: this.#options.random() });
    const retryAfterMs = error instanceof PlatformError ? error.retryAfterMs : undefined;
    // The longer of the two: a platform that always says "in one second" would have the file downloaded each second.
    const againMs = Math.max(retryAfterMs ?? 0, backOff);
    const fields = { ...followFields(follow), attempt, delayMs: againMs, err: error };
    this.#failures.failed(follow.id, fields, { event: "delivery.postponed" });
    // Asking with the next one at once would be refused as well, and what settled later would arrive before.
    return { againMs, holds: isRateLimit(error) };
  }
}

const isRateLimit = (error: unknown): boolean =>
  error instanceof PlatformError && error.code === "rate_limited";

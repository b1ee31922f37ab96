import { toRescueReason, type DiscardReason } from "../../core/follow/discard-reason.ts";
import { askedChannel } from "../../core/follow/direct-follow.ts";
import { AttemptLog } from "../../core/attempt-log.ts";
import { PlatformError } from "../../core/errors.ts";
import {
  followFields,
  followKey,
  markDelivered,
  markDiscarded,
  type Follow,
  type MessageRef,
} from "../../core/follow/follow.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { PlatformAdapter } from "../../core/ports/platform.ts";
import type { Service } from "../../core/ports/service.ts";
import { ChannelQueues, type Again } from "./channel-queues.ts";
import type { DeliveryReport } from "./deliver-outcome.ts";
import type { DelivererOptions } from "./deliverer-options.ts";
import { DeliveryLimits } from "./delivery-limits.ts";
import { DeliveryProgress, type Progress } from "./delivery-progress.ts";
import { needlessOutcome } from "./needless-outcome.ts";
import { fixDelivery, showFinalStatus, showHoldUp, type ShowOptions } from "./prepare-delivery.ts";

const BACK_OFF = { baseMs: 2_000, maxMs: 300_000 };
/** Waiting this often for a file out of reach takes about two minutes; then the text goes out with the link. */
const MEDIA_ATTEMPTS = 7;
/** What is under way at a stop may take this long to finish; the rest is parked in the store. */
const STOP_GRACE_MS = 6_000;

/** Brings every settled outcome into its channel, in the order they settled, retrying what is temporary. */
export class Deliverer implements Service {
  readonly #options: DelivererOptions;
  readonly #lines: ChannelQueues;
  readonly #limits = new DeliveryLimits();
  readonly #progress: DeliveryProgress;
  /** By the ids of follows. */
  readonly #troubles: AttemptLog;
  readonly #showing: ShowOptions;

  constructor(options: DelivererOptions) {
    this.#options = options;
    const { clock, log } = options;
    this.#progress = new DeliveryProgress(clock);
    this.#troubles = new AttemptLog(options);
    this.#showing = { ...options, troubles: this.#troubles };
    this.#lines = new ChannelQueues({
      clock,
      log,
      // The limits bound what goes on at once; a channel that waits for one costs nothing.
      concurrency: Number.POSITIVE_INFINITY,
      run: (key, signal) => this.#turn(key, signal),
    });
  }

  async start(): Promise<void> {
    this.#limits.open();
    this.#lines.start();
  }

  /** What is not delivered by then is in the store; a start takes up only what is added or resumed after it. */
  async stop(signal?: AbortSignal): Promise<void> {
    this.#limits.close();
    await this.#lines.stop(STOP_GRACE_MS, signal);
  }

  /** Delivers a follow that has just settled. */
  add(follow: Follow): void {
    this.#progress.begin(follow);
    this.#lines.add(follow);
  }

  /** Delivers a settled follow of an earlier process, which may have posted it already. */
  resume(follow: Follow): void {
    this.#progress.resume(follow);
    this.add(follow);
  }

  /** What is known of a follow's delivery goes when its turns end. */
  async #turn(key: string, signal: AbortSignal): Promise<Again | undefined> {
    const followId = this.#options.registry.get(key)?.id;
    const again = await this.#run(key, signal);
    if (!again) {
      this.#progress.forget(key, followId);
      if (followId !== undefined) this.#options.status.endHoldUp(followId);
      this.#troubles.over(followId ?? "");
    }
    return again;
  }

  async #run(key: string, signal: AbortSignal): Promise<Again | undefined> {
    const platform = this.#options.registry.get(key)?.channel.platform;
    const adapter = this.#options.adapters.get(platform ?? "");
    if (!adapter) return undefined;
    const { texts } = this.#limits.of(adapter.platform);
    const ready = await texts.run(signal, () => this.#prepare(key, signal));
    if (!ready?.follow) return ready?.again;
    const { follow } = ready;
    return this.#limits.for(follow).run(signal, () => this.#attempt(follow, adapter, signal));
  }

  /** What comes before an attempt, all of it texts: the follow to deliver then, or what else comes of its turn. */
  async #prepare(
    key: string,
    signal: AbortSignal,
  ): Promise<{ readonly follow?: Follow; readonly again?: Again | undefined }> {
    const { registry } = this.#options;
    const found = registry.get(key);
    if (found?.state !== "settled") return {};
    const progress = this.#progress.of(found);
    if (progress.landed) return { again: await this.#close(found, progress, progress.landed) };
    if (!this.#options.isAllowed(askedChannel(found)))
      return { again: await this.#discard(found, "channel_not_allowed", signal) };
    // Some have it as a direct message already; the others get it, too.
    if (found.rescue)
      return { again: await this.#discard(found, toRescueReason(found.rescue.reason), signal) };
    const needless = needlessOutcome(found, this.#options.isNotified(found.channel));
    if (needless) return { again: await this.#discard(found, needless, signal) };
    const fixed = await fixDelivery(registry, found, this.#options.deliveryOf);
    if (!fixed) return {};
    // A status message that becomes the result shows the final status by itself.
    if (fixed.delivery !== "edit" || !fixed.statusMessage)
      await showFinalStatus(this.#showing, fixed, signal);
    return { follow: fixed };
  }

  async #attempt(
    found: Follow,
    adapter: PlatformAdapter,
    signal: AbortSignal,
  ): Promise<Again | undefined> {
    const follow = this.#options.registry.get(followKey(found));
    if (signal.aborted || follow?.id !== found.id) return undefined;
    const progress = this.#progress.of(follow);
    const report = await this.#options.delivery.attempt(follow, adapter, {
      // One that goes on with an earlier delivery may have been posted by that.
      mayAlreadyExist: progress.mayAlreadyExist || follow.postedAs !== undefined,
      lastTryForMedia: progress.attempts + 1 >= MEDIA_ATTEMPTS,
      signal,
    });
    const next = { ...progress, attempts: progress.attempts + 1, mayAlreadyExist: true };
    this.#progress.keep(follow, next);
    return this.#conclude(follow, { report, progress: next, signal });
  }

  async #conclude(
    follow: Follow,
    {
      report,
      progress,
      signal,
    }: { report: DeliveryReport; progress: Progress; signal: AbortSignal },
  ): Promise<Again | undefined> {
    switch (report.kind) {
      case "posted":
        return this.#close(follow, progress, report.message);
      case "impossible":
        return this.#discard(follow, report.reason, signal);
      case "not-ours":
        return undefined;
      case "later":
        if (signal.aborted) return undefined;
        // Only after an attempt: a store that was down for a day does not cost a result that could be posted now.
        if (this.#progress.isTooLate(progress)) return this.#discard(follow, "too_late", signal);
        await showHoldUp(this.#showing, follow, {
          ...report,
          attempts: progress.attempts,
          signal,
        });
        return this.#later(follow, progress.attempts, report);
    }
  }

  async #close(follow: Follow, progress: Progress, landed: MessageRef): Promise<Again | undefined> {
    const { clock, log, random, registry } = this.#options;
    try {
      await registry.updateOf(follow, (current) => markDelivered(current, landed, clock.now()));
    } catch (error) {
      // It is in the channel; only the record is missing. Nothing is sent again, the record is written when it can be.
      this.#progress.keep(follow, { ...progress, attempts: progress.attempts + 1, landed });
      const fields = { ...followFields(follow), err: error };
      this.#troubles.failed(follow.id, fields, { event: "delivery.not_stored", level: "error" });
      const againMs = backOffMs(progress.attempts, {
        baseMs: 500,
        maxMs: 30_000,
        random: random(),
      });
      return { againMs, holds: false };
    }
    this.#options.status.forget(follow);
    const overcome = this.#troubles.over(follow.id);
    log.info({ ...followFields(follow), messageId: landed.id, ...overcome }, "follow.delivered");
    return undefined;
  }

  async #discard(
    follow: Follow,
    reason: DiscardReason,
    signal: AbortSignal,
  ): Promise<Again | undefined> {
    const { clock, log, registry, fallback } = this.#options;
    let sentTo: string | undefined;
    try {
      const rescued = await fallback.rescue(follow, reason, signal);
      if ("againMs" in rescued) return { againMs: rescued.againMs, holds: false };
      sentTo = rescued.sentTo;
    } catch (error) {
      if (signal.aborted) return undefined;
      const progress = this.#progress.of(follow);
      const attempts = progress.attempts + 1;
      this.#progress.keep(follow, { ...progress, attempts });
      if (!this.#progress.isTooLate(progress)) return this.#later(follow, attempts, { err: error });
    }
    await registry.updateOf(follow, (current) =>
      markDiscarded({ ...current, ...(sentTo && { sentTo }) }, reason, clock.now()),
    );
    this.#options.status.forget(follow);
    log.warn({ ...followFields(follow), reason, sentTo }, "follow.discarded");
    return undefined;
  }

  #later(
    follow: Follow,
    attempt: number,
    report: { err: unknown; retryAfterMs?: number | undefined },
  ): Again {
    const backOff = backOffMs(attempt, { ...BACK_OFF, random: this.#options.random() });
    // The longer of the two: a platform that always says "in one second" would have the file downloaded each second.
    const againMs = Math.max(report.retryAfterMs ?? 0, backOff);
    const fields = { ...followFields(follow), attempt, delayMs: againMs, err: report.err };
    this.#troubles.failed(follow.id, fields, { event: "delivery.postponed" });
    // Asking with the next one at once would be refused as well, and what settled later would arrive before.
    const holds = report.err instanceof PlatformError && report.err.code === "rate_limited";
    return { againMs, holds };
  }
}

import type { ChannelRef } from "../core/channel-ref.ts";
import {
  followFields,
  followKey,
  markDelivered,
  markDiscarded,
  type Follow,
  type MessageRef,
} from "../core/follow.ts";
import { patienceLeftMs } from "../core/patience.ts";
import { backOffMs } from "../core/poll-schedule.ts";
import type { Clock, Logger, PlatformAdapter, Service } from "../core/ports.ts";
import type { OutcomeDelivery } from "./deliver-outcome.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import { PlatformQueues } from "./platform-queues.ts";
import type { StatusMessages } from "./status-message.ts";

/** Deliveries at once on each platform: each may hold a large file on disk and an upload. */
const CONCURRENCY = 6;
const BACK_OFF = { baseMs: 2_000, maxMs: 300_000 };
/** Waiting this often for a file out of reach takes about two minutes; then the text goes out with the link. */
const MEDIA_ATTEMPTS = 7;
/** How long temporary failures are retried: 24 h from the outcome. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** What is under way at a stop may take this long to finish; the rest is parked in the store. */
const STOP_GRACE_MS = 6_000;

interface Progress {
  readonly attempts: number;
  readonly mayHaveLanded: boolean;
  /** When this process first saw the outcome, monotonic, and how old it was then. */
  readonly sinceMs: number;
  readonly ageMs: number;
  /** The result is in the channel, but the store does not know yet. */
  readonly landed?: Landed;
}

/** A result in the channel, and whether the status message above it says so. */
interface Landed {
  readonly message: MessageRef;
  readonly isShown: boolean;
}

/** What a {@link Deliverer} works with. `random` gives numbers in [0, 1). */
export interface DelivererOptions {
  readonly registry: FollowRegistry;
  readonly delivery: OutcomeDelivery;
  readonly status: StatusMessages;
  readonly adapters: ReadonlyMap<string, PlatformAdapter>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  /** Called with a delivered follow whose status message does not say so: the platform did not take it twice. */
  readonly onNotShown: (follow: Follow) => void;
  /** Asked again here: the list may have become shorter since the command. */
  readonly isAllowed: (channel: ChannelRef) => boolean;
}

/** Brings every settled outcome into its channel, retrying what is temporary. */
export class Deliverer implements Service {
  readonly #options: DelivererOptions;
  readonly #queues: PlatformQueues;
  readonly #progress = new Map<string, Progress>();

  constructor(options: DelivererOptions) {
    this.#options = options;
    const { clock, log } = options;
    this.#queues = new PlatformQueues({
      clock,
      log,
      concurrency: CONCURRENCY,
      run: (key, signal) => this.#run(key, signal),
    });
  }

  async start(): Promise<void> {
    this.#queues.start();
  }

  async stop(): Promise<void> {
    await this.#queues.stop(STOP_GRACE_MS);
  }

  /** Delivers a follow that has just settled. */
  add(follow: Follow): void {
    this.#queues.add(follow);
  }

  /** Delivers a settled follow of an earlier process, which may have posted it already. */
  resume(follow: Follow): void {
    const ageMs = this.#options.clock.now() - (follow.settledAt ?? 0);
    this.#progress.set(follow.id, { ...this.#fresh(), ageMs, mayHaveLanded: true });
    this.add(follow);
  }

  #fresh(): Progress {
    const sinceMs = this.#options.clock.monotonicMs();
    return { attempts: 0, mayHaveLanded: false, sinceMs, ageMs: 0 };
  }

  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const { registry, adapters } = this.#options;
    const follow = registry.get(key);
    const adapter = follow && adapters.get(follow.channel.platform);
    if (!follow || !adapter || follow.state !== "settled") return undefined;
    const progress = this.#progress.get(follow.id) ?? this.#fresh();
    if (progress.landed) return this.#close(follow, progress, progress.landed);
    if (!this.#options.isAllowed(follow.channel))
      return this.#discard(follow, "channel_not_allowed");
    if (this.#isTooLate(progress)) return this.#discard(follow, "undeliverable for 24 h");
    const isShown = await this.#showFinalStatus(follow, signal);
    if (signal.aborted) return undefined;
    const report = await this.#options.delivery.attempt(follow, adapter, {
      mayHaveLanded: progress.mayHaveLanded,
      lastTryForMedia: progress.attempts + 1 >= MEDIA_ATTEMPTS,
      signal,
    });
    const next = { ...progress, attempts: progress.attempts + 1, mayHaveLanded: true };
    this.#progress.set(follow.id, next);
    switch (report.kind) {
      case "posted":
        return this.#close(follow, next, {
          message: report.message,
          isShown: isShown || (await this.#showFinalStatus(follow, signal)),
        });
      case "impossible":
        return this.#discard(follow, report.reason);
      case "not-ours":
        this.#progress.delete(follow.id);
        return undefined;
      case "later":
        if (signal.aborted) return undefined;
        return this.#later(follow, next.attempts, report);
    }
  }

  #isTooLate({ sinceMs, ageMs }: Progress): boolean {
    const watchedMs = this.#options.clock.monotonicMs() - sinceMs;
    return patienceLeftMs({ ageAtSightMs: ageMs, watchedMs }, GIVE_UP_AFTER_MS) <= 0;
  }

  /**
   * The status message comes before the result it is answered by; when it cannot, the result does not wait, and it is
   * tried once more behind it. Resolves with whether it is as it should be.
   */
  async #showFinalStatus(follow: Follow, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#options.status.sync(followKey(follow), signal);
      return true;
    } catch (error) {
      this.#options.log.warn({ ...followFields(follow), err: error }, "status.not_shown");
      return false;
    }
  }

  async #close(follow: Follow, progress: Progress, landed: Landed): Promise<number | undefined> {
    const { clock, log, random } = this.#options;
    const { message, isShown } = landed;
    try {
      const delivered = await this.#options.registry.update(followKey(follow), (current) =>
        markDelivered(current, message, clock.now()),
      );
      if (delivered && !isShown) this.#options.onNotShown(delivered);
    } catch (error) {
      // It is in the channel; only the record is missing. Nothing is sent again, the record is written when it can be.
      this.#progress.set(follow.id, { ...progress, attempts: progress.attempts + 1, landed });
      log.error({ ...followFields(follow), err: error }, "delivery.not_stored");
      return backOffMs(progress.attempts, { baseMs: 500, maxMs: 30_000, random: random() });
    }
    this.#forget(follow);
    log.info({ ...followFields(follow), messageId: message.id }, "follow.delivered");
    return undefined;
  }

  async #discard(follow: Follow, reason: string): Promise<undefined> {
    const { clock, log } = this.#options;
    await this.#options.registry.update(followKey(follow), (current) =>
      markDiscarded(current, reason, clock.now()),
    );
    this.#forget(follow);
    log.warn({ ...followFields(follow), reason }, "follow.discarded");
    return undefined;
  }

  #later(follow: Follow, attempt: number, report: { err: unknown; retryAfterMs?: number }): number {
    const backOff = backOffMs(attempt, { ...BACK_OFF, random: this.#options.random() });
    // The longer of the two: a platform that always says "in one second" would have the file downloaded each second.
    const delayMs = Math.max(report.retryAfterMs ?? 0, backOff);
    this.#options.log.warn(
      { ...followFields(follow), attempt, delayMs, err: report.err },
      "delivery.postponed",
    );
    return delayMs;
  }

  #forget(follow: Follow): void {
    this.#progress.delete(follow.id);
    this.#options.status.forget(follow);
  }
}

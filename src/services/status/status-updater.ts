import { AttemptLog } from "../../core/attempt-log.ts";
import { PlatformError } from "../../core/errors.ts";
import { followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Service } from "../../core/ports/service.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { PlatformQueues } from "../runtime/platform-queues.ts";
import { isInStatus, type StatusMessages } from "./status-messages.ts";

/** Status messages brought up to date at the same time, on each platform. */
const CONCURRENCY = 8;
const BACK_OFF = { baseMs: 1_000, maxMs: 60_000 };
/** The status message of a follow that is over is tried so often: for about an hour and a half. */
const MAX_ATTEMPTS_WHEN_OVER = 90;
/** What is under way at a stop may take this long; the next start takes up the rest. */
const STOP_GRACE_MS = 1_000;

/** Options of {@link StatusUpdater}. `random` gives numbers in [0, 1). */
export interface StatusUpdaterOptions {
  readonly status: StatusMessages;
  readonly registry: FollowRegistry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
}

/** Brings status messages up to date in the background, so that a slow platform never slows the polls. */
export class StatusUpdater implements Service {
  readonly #options: StatusUpdaterOptions;
  readonly #queues: PlatformQueues;
  readonly #failures = new Map<string, number>();
  readonly #attempts: AttemptLog;
  /** Follows that are over and whose status message does not say so yet; a restart finds them in the store. */
  readonly #over = new Map<string, Follow>();

  constructor(options: StatusUpdaterOptions) {
    this.#options = options;
    this.#attempts = new AttemptLog(options);
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
      await this.#options.status.showOver(follow, signal).catch(() => {});
  }

  /** Has the status message of a follow looked at soon. */
  add(follow: Follow): void {
    this.#queues.add(follow.channel.platform, followKey(follow));
  }

  /** Has it shown in its status message that a follow is over, how it ended, and where its result is. */
  addOver(follow: Follow): void {
    if (!follow.statusMessage || isInStatus(follow)) return;
    this.#over.set(followKey(follow), follow);
    this.add(follow);
  }

  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const over = this.#over.get(key);
    const current = this.#options.registry.get(key);
    const follow = over ?? current;
    if (!follow) return this.#forget(key, over);
    const { status } = this.#options;
    const paceMs = status.paceLeftMs(follow);
    if (paceMs > 0) return paceMs;
    try {
      await (over ? status.showOver(over, signal) : status.sync(key, signal));
      const overcome = this.#attempts.over(key);
      if (overcome.attempts)
        this.#options.log.info({ ...followFields(follow), ...overcome }, "status.recovered");
      this.#forget(key, over);
      // The same job, asked for again meanwhile, has a status message of its own.
      return over && current ? 0 : undefined;
    } catch (error) {
      const attempt = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, attempt);
      const fields = { ...followFields(follow), attempt, err: error };
      this.#attempts.failed(key, fields, { event: "status.postponed" });
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
    this.#failures.delete(key);
    this.#attempts.over(key);
    if (this.#over.get(key) === over) this.#over.delete(key);
    return undefined;
  }
}

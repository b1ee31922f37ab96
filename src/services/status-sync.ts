import { PlatformError } from "../core/errors.ts";
import { followFields, followKey, type Follow } from "../core/follow.ts";
import { backOffMs } from "../core/poll-schedule.ts";
import type { Clock, Logger, Service } from "../core/ports.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import { PlatformQueues } from "./platform-queues.ts";
import type { StatusMessages } from "./status-message.ts";

/** Status messages brought up to date at the same time, on each platform. */
const CONCURRENCY = 8;
const BACK_OFF = { baseMs: 1_000, maxMs: 60_000 };
/** A follow that is over has its status message tried so often more: for about an hour and a half. */
const MAX_ATTEMPTS_WHEN_OVER = 90;
/** What is under way at a stop may take this long; the next start takes up the rest. */
const STOP_GRACE_MS = 1_000;

/** What a {@link StatusSync} works with. `random` gives numbers in [0, 1). */
export interface StatusSyncOptions {
  readonly status: StatusMessages;
  readonly registry: FollowRegistry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
}

/** Brings status messages up to date in the background, so that a slow platform never slows the polls. */
export class StatusSync implements Service {
  readonly #options: StatusSyncOptions;
  readonly #queues: PlatformQueues;
  readonly #failures = new Map<string, number>();
  /** Delivered follows whose status message does not say so yet; they are in memory only, as nothing depends on them. */
  readonly #over = new Map<string, Follow>();

  constructor(options: StatusSyncOptions) {
    this.#options = options;
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

  async stop(): Promise<void> {
    await this.#queues.stop(STOP_GRACE_MS);
  }

  /** Has the status message of a follow looked at soon. */
  add(follow: Follow): void {
    this.#queues.add(follow);
  }

  /** Has the final status of a follow shown that was delivered while the platform did not take it. */
  addOver(follow: Follow): void {
    this.#over.set(followKey(follow), follow);
    this.add(follow);
  }

  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const over = this.#over.get(key);
    const current = this.#options.registry.get(key);
    // Once the outcome is known the deliverer shows the final status itself, right before the result.
    const follow = over ?? (current?.state === "pending" ? current : undefined);
    if (!follow) return this.#forget(key);
    const { status } = this.#options;
    try {
      await (over ? status.showOver(over, signal) : status.sync(key, signal));
      this.#forget(key);
      // The same job, asked for again meanwhile, has a status message of its own.
      return over && current ? 0 : undefined;
    } catch (error) {
      const attempt = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, attempt);
      this.#options.log.warn({ ...followFields(follow), attempt, err: error }, "status.postponed");
      if (signal.aborted || (error instanceof PlatformError && !error.retryable))
        return this.#forget(key);
      if (over && attempt >= MAX_ATTEMPTS_WHEN_OVER) return this.#forget(key);
      const retryAfterMs = error instanceof PlatformError ? error.retryAfterMs : undefined;
      const backOff = backOffMs(attempt, { ...BACK_OFF, random: this.#options.random() });
      return Math.max(retryAfterMs ?? 0, backOff);
    }
  }

  #forget(key: string): undefined {
    this.#failures.delete(key);
    this.#over.delete(key);
    return undefined;
  }
}

import { PlatformError } from "../core/errors.ts";
import { followFields, followKey, type Follow } from "../core/follow.ts";
import { backOffMs } from "../core/poll-schedule.ts";
import type { Clock, Logger, Service } from "../core/ports.ts";
import { DueQueue } from "./due-queue.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import type { StatusMessages } from "./status-message.ts";

/** Status messages brought up to date at the same time. */
const CONCURRENCY = 8;
const BACK_OFF = { baseMs: 1_000, maxMs: 60_000 };

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
  readonly #queue: DueQueue;
  readonly #failures = new Map<string, number>();

  constructor(options: StatusSyncOptions) {
    this.#options = options;
    this.#queue = new DueQueue({
      clock: options.clock,
      log: options.log,
      concurrency: CONCURRENCY,
      run: (key, signal) => this.#run(key, signal),
    });
  }

  async start(): Promise<void> {
    this.#queue.start();
  }

  async stop(): Promise<void> {
    await this.#queue.stop(1_000);
  }

  /** Has the status message of a follow looked at soon. */
  add(follow: Follow): void {
    this.#queue.add(followKey(follow), 0);
  }

  async #run(key: string, signal: AbortSignal): Promise<number | undefined> {
    const follow = this.#options.registry.get(key);
    // Once the outcome is known the deliverer shows the final status itself, right before the result.
    if (follow?.state !== "pending") return this.#forget(key);
    try {
      await this.#options.status.sync(key);
      return this.#forget(key);
    } catch (error) {
      const attempt = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, attempt);
      this.#options.log.warn({ ...followFields(follow), attempt, err: error }, "status.postponed");
      if (signal.aborted || (error instanceof PlatformError && !error.retryable))
        return this.#forget(key);
      const retryAfterMs = error instanceof PlatformError ? error.retryAfterMs : undefined;
      return retryAfterMs ?? backOffMs(attempt, { ...BACK_OFF, random: this.#options.random() });
    }
  }

  #forget(key: string): undefined {
    this.#failures.delete(key);
    return undefined;
  }
}

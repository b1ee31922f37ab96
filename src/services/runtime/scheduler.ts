import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import { DueQueue } from "./due-queue.ts";
import type { GuardedJobSource } from "./guarded-job-source.ts";

/** Due times on a 50 ms grid halve the CPU time per poll: one wake-up serves all jobs of a slot. */
const GRID_MS = 50;

/** Options of {@link Scheduler}. */
export interface SchedulerOptions {
  readonly api: GuardedJobSource;
  readonly poller: SchedulerPoller;
  /** Polls in flight at the same time. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What polls one job, and what the scheduler has to know of it. */
export interface SchedulerPoller {
  /** Resolves with the milliseconds until the job's next poll, or `undefined` if no channel waits for the job any more. */
  poll(jobKey: string, signal: AbortSignal): Promise<number | undefined>;
  /** Whether the API has to be asked for the job: one that nobody waits for takes no start and no probe from others. */
  isToAsk(jobKey: string): boolean;
  /** Whether the API has ever told anything about the job. */
  wasAnswered(jobKey: string): boolean;
}

/** Polls in this process: bounded in flight, and started when the API they ask may be asked. */
export class Scheduler implements PollQueue {
  readonly #queue: DueQueue;

  constructor({ clock, log, api, poller, concurrency }: SchedulerOptions) {
    const canProbe = (key: string): boolean => poller.wasAnswered(key) && poller.isToAsk(key);
    this.#queue = new DueQueue({
      clock,
      log,
      concurrency,
      gridMs: GRID_MS,
      waitMs: (key) => (poller.isToAsk(key) ? api.waitMs() : 0),
      // A probe for a job that is always refused would never show that the account is accepted again.
      prefer: (key) =>
        api.isRefused && poller.isToAsk(key) && !poller.wasAnswered(key) ? canProbe : undefined,
      run: (key, signal) => poller.poll(key, signal),
    });
    api.events.on("refused", () => {
      // Two jobs may have been refused for themselves: a third one tells, before all the others wait.
      if (this.#queue.waiting().some(canProbe)) api.probeNow();
      this.#queue.wake();
    });
    api.events.on("accepted", () => this.#queue.wake());
  }

  async start(): Promise<void> {
    this.#queue.start();
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }

  add(key: string, delayMs: number, options?: { first?: boolean }): void {
    this.#queue.add(key, delayMs, options);
  }

  dueInMs(key: string): number | undefined {
    return this.#queue.dueInMs(key);
  }
}

import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import { DueQueue } from "./due-queue.ts";
import type { PollSlots } from "./poll-slots.ts";
import type { GuardedJobSource } from "./sources/guarded-job-source.ts";

/**
 * Grid of due times, in milliseconds. Most of what a poll costs at low rates is waking up, and one timer serves all jobs of a slot.
 * Nobody notices that a job was polled this much later.
 */
const GRID_MS = 100;
/** How long a job waits for a free slot if nobody wakes it: who was woken instead may not have used the slot. */
const UNTIL_WOKEN_MS = 100;

/** Options of {@link Scheduler}. */
export interface SchedulerOptions {
  readonly api: GuardedJobSource;
  readonly poller: SchedulerPoller;
  /** Shared with the other schedulers of the source in this process. */
  readonly slots: PollSlots;
  /** Returns the text of a job key that others keep, too. Default: nobody keeps one. */
  readonly textOf?: ((jobKey: string) => string) | undefined;
  /** Called just before a poll starts, with how long it has been due, in milliseconds. */
  readonly onStart?: ((latenessMs: number) => void) | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Polls jobs, and tells the scheduler what it needs to know about them. Keys are job keys. */
export interface SchedulerPoller {
  /** Polls a job. Resolves with the milliseconds until its next poll, or `undefined` if no channel waits for it any more. */
  poll(jobKey: string, signal: AbortSignal): Promise<number | undefined>;
  /** Somebody may have stored a follow of the job. */
  lookAgain(jobKey: string): void;
  /** Whether the API has to be asked about the job. If not, its poll need not wait for the rate limit. */
  isToAsk(jobKey: string): boolean;
  /** Whether the API has ever returned the facts of the job. */
  wasAnswered(jobKey: string): boolean;
}

/** Starts polls when they are due, the API may be asked and not too many are in flight. */
export class Scheduler implements PollQueue {
  readonly #api: GuardedJobSource;
  readonly #poller: SchedulerPoller;
  readonly #textOf: (jobKey: string) => string;
  readonly #queue: DueQueue;
  #removeListeners: readonly (() => void)[] = [];
  /** When polls were last held back by something else than the limits, on the monotonic clock. */
  #blockedAtMs = Number.NEGATIVE_INFINITY;

  constructor({ clock, log, api, poller, slots, textOf, onStart }: SchedulerOptions) {
    this.#textOf = textOf ?? ((key) => key);
    this.#api = api;
    this.#poller = poller;
    const wake = (): void => this.#queue.wake();
    this.#queue = new DueQueue({
      clock,
      log,
      concurrency: slots.count,
      gridMs: GRID_MS,
      onStart: (latenessMs) => {
        onStart?.(latenessMs);
        slots.noteHeldBack(Math.min(latenessMs, clock.monotonicMs() - this.#blockedAtMs));
      },
      waitMs: (key, first) => {
        if (!poller.isToAsk(key)) return 0;
        const waiter = { wake, first };
        if (!slots.isFree(waiter)) return UNTIL_WOKEN_MS;
        const waitMs = api.waitMs(waiter);
        if (waitMs > 0 && api.blockedBy()) this.#blockedAtMs = clock.monotonicMs();
        return waitMs;
      },
      // Probe with a job that was answered before: one that is always refused would never show that the account is accepted.
      prefer: (key) =>
        api.isRefused && poller.isToAsk(key) && !poller.wasAnswered(key)
          ? (other) => this.#canProbe(other)
          : undefined,
      run: async (key, signal) => {
        const release = slots.take();
        try {
          return await poller.poll(key, signal);
        } finally {
          release();
        }
      },
    });
  }

  async start(): Promise<void> {
    const { events } = this.#api;
    if (this.#removeListeners.length === 0)
      this.#removeListeners = [
        events.on("refused", () => this.#onRefused()),
        events.on("accepted", () => this.#queue.wake()),
      ];
    this.#queue.start();
  }

  async stop(): Promise<void> {
    for (const remove of this.#removeListeners) remove();
    this.#removeListeners = [];
    await this.#queue.stop();
  }

  #canProbe(key: string): boolean {
    return this.#poller.wasAnswered(key) && this.#poller.isToAsk(key);
  }

  #onRefused(): void {
    // The two refusals may concern only their jobs. Probe with a third job now, before all others wait.
    if (this.#queue.waiting().some((key) => this.#canProbe(key))) this.#api.probeNow();
    this.#queue.wake();
  }

  add(key: string, delayMs: number, options?: { first?: boolean }): void {
    this.#poller.lookAgain(key);
    this.#queue.add(this.#textOf(key), delayMs, options);
  }

  dueInMs(key: string): number | undefined {
    return this.#queue.dueInMs(key);
  }
}

import type { RateWaiter } from "../../core/job/request-rate.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { Waiters } from "./waiters.ts";

/** A poll that a limit holds back for this long, in milliseconds, is one that people may notice. */
const LATE_MS = 10_000;
/** How often that is logged while it lasts, in milliseconds. */
const LOG_LATE_EVERY_MS = 10 * 60_000;

/** Options of {@link PollSlots}. */
export interface PollSlotsOptions {
  /** The source's name. */
  readonly api: string;
  /** Polls in flight at the same time, at most. How many there are follows from how often the API is asked and how long it takes. */
  readonly count: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Limits the polls of one source that a process has in flight, whichever partitions their jobs belong to. A slot that becomes free
 * is offered to who has waited the longest, before who has freed it may take it again: else a partition that always has a job to
 * poll would keep its slots, and one that has none would never get any while the API is slow.
 */
export class PollSlots {
  readonly count: number;
  readonly #options: PollSlotsOptions;
  #free: number;
  readonly #waiters = new Waiters();
  /** When it was last logged that polls are late, on the monotonic clock. */
  #loggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: PollSlotsOptions) {
    this.count = options.count;
    this.#options = options;
    this.#free = options.count;
  }

  /** Whether a slot is free. If not, the waiter is woken when one may be free; by then, another may have taken it. */
  isFree(waiter: RateWaiter): boolean {
    if (this.#free > 0) return true;
    this.#waiters.add(waiter);
    return false;
  }

  /** Counts a poll until the returned function is called. */
  take(): () => void {
    this.#free -= 1;
    return () => {
      this.#free += 1;
      this.#waiters.next()?.();
    };
  }

  /**
   * A poll is about to take a slot that was held back for so long by nothing but the limits. If that is too long, says in the log
   * which limit it is, once in a while: the polls in flight if this is the last free slot, otherwise the requests per second.
   */
  noteHeldBack(heldBackMs: number): void {
    const { api, count: concurrency, clock, log } = this.#options;
    const nowMs = clock.monotonicMs();
    if (heldBackMs < LATE_MS || nowMs - this.#loggedAtMs < LOG_LATE_EVERY_MS) return;
    this.#loggedAtMs = nowMs;
    const inFlight = concurrency - this.#free + 1;
    const limit = inFlight >= concurrency ? "concurrency" : "rate";
    log.warn({ api, limit, inFlight, latenessMs: Math.round(heldBackMs) }, "polls.held_back");
  }
}

import type { RateWaiter } from "../../core/job/request-rate.ts";
import { Waiters } from "./waiters.ts";

/**
 * Limits the polls of one source that a process has in flight, whichever partitions their jobs belong to. A slot that becomes free
 * is offered to who has waited the longest, before who has freed it may take it again: else a partition that always has a job to
 * poll would keep its slots, and one that has none would never get any while the API is slow.
 */
export class PollSlots {
  #free: number;
  readonly #waiters = new Waiters();

  /** `count`: polls in flight at the same time, at most. */
  constructor(count: number) {
    this.#free = count;
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
}

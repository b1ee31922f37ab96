import type { RateWaiter } from "../../core/job/request-rate.ts";

/**
 * Who waits for something that is given out one by one: in the order in which they came, and those in which a person waits before
 * others, but not twice in a row while others wait.
 */
export class Waiters {
  readonly #urgent = new Set<() => void>();
  readonly #others = new Set<() => void>();
  #lastWasUrgent = false;

  get size(): number {
    return this.#urgent.size + this.#others.size;
  }

  /** Adds a waiter, unless the same function waits already. */
  add({ wake, first }: RateWaiter): void {
    (first ? this.#urgent : this.#others).add(wake);
  }

  /** Takes out who is next. It does not wait any more. */
  next(): (() => void) | undefined {
    const [urgent] = this.#urgent;
    const [other] = this.#others;
    this.#lastWasUrgent = urgent !== undefined && !(this.#lastWasUrgent && other !== undefined);
    const next = this.#lastWasUrgent ? urgent : other;
    if (next) {
      this.#urgent.delete(next);
      this.#others.delete(next);
    }
    return next;
  }

  clear(): void {
    this.#urgent.clear();
    this.#others.clear();
  }
}

import { setImmediate } from "node:timers/promises";
import TinyQueue from "tinyqueue";
import type { Clock } from "../../src/core/ports/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** A clock for millions of timers. Time passes only during {@link runUntil}. */
export class VirtualClock implements Clock {
  readonly #timers = new TinyQueue<Timer>([], (a, b) => a.atMs - b.atMs || a.order - b.order);
  #nowMs = 0;
  #order = 0;

  now(): number {
    return Date.UTC(2026, 0, 1) + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, run: () => void): () => void {
    const atMs = this.#nowMs + Math.max(delayMs, 0);
    const timer: Timer = { atMs, order: this.#order++, run };
    this.#timers.push(timer);
    return () => {
      timer.run = undefined;
    };
  }

  /** Lets time pass until `endMs`. What the timers of one instant begin settles before the next instant. */
  async runUntil(endMs: number): Promise<void> {
    await setImmediate();
    for (let next = this.#timers.peek(); next; next = this.#timers.peek()) {
      if (next.atMs > endMs) break;
      this.#nowMs = next.atMs;
      if (this.#runDue()) await setImmediate();
    }
    this.#nowMs = endMs;
  }

  /** Runs the timers of this instant. Returns whether there was any that had not been cancelled. */
  #runDue(): boolean {
    let ran = false;
    for (let next = this.#timers.peek(); next?.atMs === this.#nowMs; next = this.#timers.peek()) {
      this.#timers.pop();
      if (!next.run) continue;
      ran = true;
      next.run();
    }
    return ran;
  }
}

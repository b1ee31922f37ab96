import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../src/core/ports/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** A clock that moves only when a test advances it. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #wallMs = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, run: () => void): () => void {
    const dueMs = this.#nowMs + Math.max(delayMs, 0);
    // A delay too small for the clock to show still makes it move, as the machine's would.
    const isLost = delayMs > 0 && dueMs === this.#nowMs;
    const timer = { atMs: isLost ? this.#nowMs * (1 + Number.EPSILON) : dueMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Moves the wall clock alone, as an administrator or NTP would. */
  jump(byMs: number): void {
    this.#wallMs += byMs;
  }

  /** Lets `byMs` pass: timers run in order, and what they begin settles before the next. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    await settle();
    for (;;) {
      const next = [...this.#timers]
        .filter(({ atMs }) => atMs <= endMs)
        .toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#moveTo(next.atMs);
      this.#timers.delete(next);
      next.run();
      await settle();
    }
    this.#moveTo(endMs);
  }

  #moveTo(atMs: number): void {
    this.#wallMs += atMs - this.#nowMs;
    this.#nowMs = atMs;
  }
}

/** Lets everything that can go on without time passing go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}

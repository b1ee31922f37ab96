import type { Clock } from "../../../core/ports/clock.ts";
import { rejectOnAbort } from "../../../core/time/reject-on-abort.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";

/** The commands and actions that have not been answered yet, so that a stop can wait for them. */
export class InFlightCommands {
  readonly #clock: Clock;
  readonly #running = new Set<Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts `running` as in flight until it settles. Settles like `running`. */
  async track(running: Promise<void>): Promise<void> {
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Resolves once everything in flight now has settled, after `graceMs`, or when `hurry` aborts. Never rejects. */
  async drain(graceMs: number, hurry?: AbortSignal): Promise<void> {
    const answered = rejectOnAbort(Promise.allSettled(this.#running), hurry);
    const isOver = answered.catch(() => undefined);
    await withTimeout(isOver, { clock: this.#clock, timeoutMs: graceMs });
  }
}

import type { Clock } from "../../../core/ports/clock.ts";
import { rejectOnAbort } from "../../../core/time/reject-on-abort.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";

/** The commands and actions that are being answered, so that a stop can wait for them. */
export class InFlightCommands {
  readonly #clock: Clock;
  readonly #running = new Set<Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts `running` as in flight until it ends; ends with it. */
  async track(running: Promise<void>): Promise<void> {
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Resolves once nothing is in flight, or after `graceMs`, or when `hurry` aborts. */
  async drain(graceMs: number, hurry?: AbortSignal): Promise<void> {
    const answered = rejectOnAbort(Promise.allSettled(this.#running), hurry);
    const isOver = answered.catch(() => undefined);
    await withTimeout(isOver, { clock: this.#clock, timeoutMs: graceMs });
  }
}

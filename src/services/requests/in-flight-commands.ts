import type { Handlers } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { rejectOnAbort } from "../../core/time/reject-on-abort.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";

/** Knows what people are being answered, so that a stop can let it finish. */
export class InFlightCommands {
  readonly #clock: Clock;
  readonly #running = new Set<Promise<void>>();
  /** The handlers to give to adapters. */
  readonly handlers: Handlers;

  constructor(handlers: Handlers, clock: Clock) {
    this.#clock = clock;
    this.handlers = {
      command: (invocation) => this.#note(handlers.command(invocation)),
      action: (invocation) => this.#note(handlers.action(invocation)),
      complete: (request) => handlers.complete(request),
    };
  }

  /** Resolves once nothing is under way, or after `graceMs`, or when `hurry` aborts. */
  async drain(graceMs: number, hurry?: AbortSignal): Promise<void> {
    const answered = rejectOnAbort(Promise.allSettled(this.#running), hurry);
    const isOver = answered.catch(() => undefined);
    await withTimeout(isOver, { clock: this.#clock, timeoutMs: graceMs });
  }

  async #note(running: Promise<void>): Promise<void> {
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
    }
  }
}

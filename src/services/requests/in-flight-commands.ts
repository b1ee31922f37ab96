import type { Handlers } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { within } from "../runtime/within.ts";

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
    const hurried = Promise.withResolvers<void>();
    const onHurry = (): void => hurried.resolve();
    hurry?.addEventListener("abort", onHurry, { once: true });
    if (hurry?.aborted) onHurry();
    const answered = Promise.allSettled(this.#running);
    await within(this.#clock, graceMs, Promise.race([answered, hurried.promise]));
    hurry?.removeEventListener("abort", onHurry);
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

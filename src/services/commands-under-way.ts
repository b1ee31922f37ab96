import type { Clock, CommandHandler } from "../core/ports.ts";
import { within } from "./within.ts";

/** Knows which commands are being answered, so that a stop can let them finish. */
export class CommandsUnderWay {
  readonly #handler: CommandHandler;
  readonly #clock: Clock;
  readonly #running = new Set<Promise<void>>();

  constructor(handler: CommandHandler, clock: Clock) {
    this.#handler = handler;
    this.#clock = clock;
  }

  /** The handler to give to adapters. */
  readonly handle: CommandHandler = async (invocation) => {
    const running = this.#handler(invocation);
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
    }
  };

  /** Resolves once no command is under way, or after `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    await within(this.#clock, graceMs, Promise.allSettled(this.#running));
  }
}

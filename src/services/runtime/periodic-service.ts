import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Service } from "../../core/ports/service.ts";

/** Options of {@link PeriodicService}. */
export interface PeriodicServiceOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Log event for a pass that rejects. */
  readonly failureEvent: string;
  /** Time from the start to the first pass, in milliseconds. Default: 0. */
  readonly firstPauseMs?: number;
}

/**
 * A service that runs one pass after another, with a pause in between. Two passes never run at the same time. A subclass
 * says what a pass does; tests call `pass` and need no clock.
 */
export abstract class PeriodicService<Counts> implements Service {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #failureEvent: string;
  readonly #firstPauseMs: number;
  /** Aborts the passes since the latest start; `undefined` while stopped. */
  #abort: AbortController | undefined;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> | undefined;
  /** Whether a pass is due as soon as the current one has ended. */
  #isDue = false;

  constructor({ clock, log, failureEvent, firstPauseMs = 0 }: PeriodicServiceOptions) {
    this.#clock = clock;
    this.#log = log;
    this.#failureEvent = failureEvent;
    this.#firstPauseMs = firstPauseMs;
  }

  /**
   * Runs one pass and resolves with counts of what it did. `signal` aborts at a stop, which then waits for the pass. A record
   * that fails is counted and must not stop the pass. If it rejects, that is logged, and the next pass runs after the pause.
   */
  abstract pass(signal: AbortSignal): Promise<Counts>;

  /** Milliseconds until the next pass; `counts` is `undefined` after a pass that rejected. */
  protected abstract pauseMs(counts: Counts | undefined): number;

  /** Called at the start, before the first pass. Does nothing by default. If it rejects, that is logged. */
  protected async prepare(): Promise<void> {}

  async start(): Promise<void> {
    if (this.#abort) return;
    const abort = new AbortController();
    this.#abort = abort;
    await this.#logFailure(() => this.prepare());
    // It may have been stopped meanwhile.
    if (this.#abort !== abort) return;
    this.#schedule(this.#firstPauseMs);
  }

  async stop(): Promise<void> {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#isDue = false;
    this.#cancelTimer?.();
    await this.#running;
  }

  /** Makes a pass due now, or as soon as the current one has ended. Does nothing while stopped. */
  wake(): void {
    if (!this.#abort) return;
    if (this.#running) this.#isDue = true;
    else this.#schedule(0);
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.setTimer(delayMs, () => {
      if (!this.#abort) return;
      // After a stop that was not awaited, the last pass may still be running.
      if (this.#running) this.#isDue = true;
      else this.#running = this.#run(this.#abort);
    });
  }

  async #run(abort: AbortController): Promise<void> {
    const counts = await this.#logFailure(() => this.pass(abort.signal));
    this.#running = undefined;
    if (this.#isDue) this.#schedule(0);
    else if (this.#abort === abort) this.#schedule(this.pauseMs(counts));
    this.#isDue = false;
  }

  async #logFailure<T>(task: () => Promise<T>): Promise<T | undefined> {
    try {
      return await task();
    } catch (err) {
      this.#log.error({ err }, this.#failureEvent);
      return undefined;
    }
  }
}

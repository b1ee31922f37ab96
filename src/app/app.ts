import { RelayError } from "../core/errors.ts";
import type { Clock } from "../core/ports/clock.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Service } from "../core/ports/service.ts";
import { withTimeout } from "../core/time/with-timeout.ts";
import { ReleaseStack } from "../services/runtime/release-stack.ts";

/** How long a stop waits for the current step of a start, in milliseconds. */
const START_GRACE_MS = 1_500;

/** One step of the start, and how a stop undoes it. */
export interface Step {
  /** Names it in the log. */
  readonly name: string;
  /** When the signal of its `stop` aborts, in milliseconds from the beginning of the stop. Default: 0. */
  readonly stopByMs?: number;
  /** Whether it is active as soon as it is created, so that a stop without a start has to stop it, too. Default: false. */
  readonly runsAlready?: boolean;
  readonly service: {
    /** `signal` aborts at a stop. */
    start?(signal: AbortSignal): Promise<void>;
    /** `hurry` aborts when its time is up. */
    stop?(hurry: AbortSignal): Promise<void>;
  };
}

/** Options of {@link App}. */
export interface AppSteps {
  /** In the order of the start. A stop goes through them in reverse. */
  readonly steps: readonly Step[];
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Starts the relay step by step and stops it in reverse. A stop during a start waits for the current step, and the start
 * begins no other. If a start fails, the caller has to stop the relay. Used once: `start` rejects after a stop.
 */
export class App implements Service {
  readonly #steps: readonly Step[];
  readonly #clock: Clock;
  readonly #acquired: ReleaseStack;
  readonly #stopping = new AbortController();
  #started: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor({ steps, clock, log }: AppSteps) {
    this.#steps = steps;
    this.#clock = clock;
    this.#acquired = new ReleaseStack({ clock, log });
    for (const step of steps) if (step.runsAlready) this.#acquire(step);
  }

  async start(): Promise<void> {
    if (this.#stopped) throw new RelayError("stopped", "what was stopped does not start again");
    this.#started ??= this.#start();
    return this.#started;
  }

  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopped ??= this.#stop(signal);
    return this.#stopped;
  }

  async #start(): Promise<void> {
    const { signal } = this.#stopping;
    for (const step of this.#steps) {
      if (signal.aborted) return;
      if (!step.runsAlready) this.#acquire(step);
      await step.service.start?.(signal);
    }
  }

  #acquire({ name, stopByMs = 0, service }: Step): void {
    if (!service.stop) return;
    this.#acquired.push({ name, byMs: stopByMs, run: async (hurry) => service.stop?.(hurry) });
  }

  async #stop(signal: AbortSignal | undefined): Promise<void> {
    this.#stopping.abort();
    const started = this.#started?.catch(() => {});
    if (started) await withTimeout(started, { clock: this.#clock, timeoutMs: START_GRACE_MS });
    await this.#acquired.releaseAll(signal);
  }
}

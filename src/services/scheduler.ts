import type { ApiGate } from "../core/api-gate.ts";
import type { Clock, Logger, PollQueue } from "../core/ports.ts";
import { DueQueue } from "./due-queue.ts";

/** Due times on a 50 ms grid halve the CPU time per poll: one wake-up serves all jobs of a slot. */
const GRID_MS = 50;
/**
 * The API counts arrivals, whose distances vary by some milliseconds; this much slower than the limit keeps every second
 * within it.
 */
const PACE_MARGIN = 1.02;

/** Polls in this process: bounded in flight, evenly spaced, and held by the gate of the API they ask. */
export class Scheduler implements PollQueue {
  readonly #queue: DueQueue;

  constructor(options: {
    clock: Clock;
    log: Logger;
    gate: ApiGate;
    concurrency: number;
    maxPerSecond: number;
    /** Whether anybody waits for the job: one that nobody waits for takes no probe from the gate. */
    isWanted(jobKey: string): boolean;
    poll(jobKey: string, signal: AbortSignal): Promise<number | undefined>;
  }) {
    const { clock, log, gate, concurrency } = options;
    this.#queue = new DueQueue({
      clock,
      log,
      concurrency,
      gapMs: (1000 / options.maxPerSecond) * PACE_MARGIN,
      gridMs: GRID_MS,
      gate: (key) => {
        if (!options.isWanted(key)) return 0;
        const admission = gate.admit(clock.monotonicMs());
        return admission.admitted ? 0 : admission.waitMs;
      },
      run: async (key, signal) => {
        const againMs = await options.poll(key, signal);
        // The answer may have opened the gate for everything that waits.
        this.#queue.wake();
        return againMs;
      },
    });
  }

  async start(): Promise<void> {
    this.#queue.start();
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
  }

  add(key: string, delayMs: number, options?: { first?: boolean }): void {
    this.#queue.add(key, delayMs, options);
  }

  dueInMs(key: string): number | undefined {
    return this.#queue.dueInMs(key);
  }
}

import type { Clock } from "../ports/clock.ts";
import { sleep } from "./sleep.ts";

/** Options of {@link retry}. */
export interface RetryOptions {
  readonly clock: Clock;
  /**
   * Returns the wait before the next attempt in milliseconds, or `undefined` to give up. Called once per failure, so it may
   * log; `attempt` counts the failures from 1. See backOffMs.
   */
  readonly delayMs: (error: unknown, attempt: number) => number | undefined;
  /** Ends a wait between two attempts. The caller has to abort a running attempt. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls `run` until it resolves, and resolves with that. Rejects with the last error once `delayMs` gives up, and with
 * the signal's reason if `signal` aborts between two attempts.
 */
export async function retry<T>(
  run: (attempt: number) => Promise<T>,
  { clock, delayMs, signal }: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(attempt);
    } catch (error) {
      const pauseMs = delayMs(error, attempt);
      if (pauseMs === undefined) throw error;
      await sleep(clock, pauseMs, signal);
    }
  }
}

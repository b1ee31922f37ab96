/**
 * Shortest time that a process waits for something an earlier process left before it gives up. If the relay was down for
 * days, or the wall clock is wrong, the deadline may already have passed when the process starts.
 */
export const MIN_WATCH_MS = 3_600_000;

/** How long the relay has waited for something. All times in milliseconds. */
export interface Elapsed {
  /** Its age by the wall clock when this process first saw it; 0 if it began in this process. */
  readonly ageAtSightMs: number;
  /** Monotonic time since then, so that a jump of the wall clock neither ends nor prolongs the wait. */
  readonly watchedMs: number;
}

/** How much of `limitMs` is left; zero or less once the time is up. */
export function timeLeftMs({ ageAtSightMs, watchedMs }: Elapsed, limitMs: number): number {
  const untilLimitMs = limitMs - Math.max(ageAtSightMs, 0) - watchedMs;
  const untilWatchedMs = Math.min(MIN_WATCH_MS, limitMs) - watchedMs;
  return Math.max(untilLimitMs, untilWatchedMs);
}

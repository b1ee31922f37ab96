/**
 * How long a process waits at least for what an earlier one left, before it gives it up: the relay may have been down for
 * days, or the wall clock may be wrong, and the end of the wait is then already past at the start.
 */
export const MIN_WATCH_MS = 3_600_000;

/** For how long something has been waited for. All times in milliseconds. */
export interface Elapsed {
  /** Its age, by the wall clock, when this process first saw it; 0 for what began in this process. */
  readonly ageAtSightMs: number;
  /** Monotonic time since then, so that a jump of the wall clock neither ends nor prolongs the wait. */
  readonly watchedMs: number;
}

/** How much of `limitMs` is left; zero or less when the wait is over. */
export function timeLeftMs({ ageAtSightMs, watchedMs }: Elapsed, limitMs: number): number {
  const untilLimitMs = limitMs - Math.max(ageAtSightMs, 0) - watchedMs;
  const untilWatchedMs = Math.min(MIN_WATCH_MS, limitMs) - watchedMs;
  return Math.max(untilLimitMs, untilWatchedMs);
}

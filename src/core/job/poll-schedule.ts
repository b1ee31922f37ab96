/** When a running job is asked again. All times in milliseconds. */
export interface PollSchedule {
  readonly intervalMs: number;
  readonly maxIntervalMs: number;
}

/** Growth of the interval at each poll that changed nothing. */
const GROWTH = 1.5;
/** How many not-found answers in a row make it final: one alone may be a hiccup of the API. */
export const NOT_FOUND_LIMIT = 3;
const JITTER = 0.1;

/**
 * The wait before the next poll. `quietPolls` counts polls in a row that changed nothing or failed; the wait grows from
 * `intervalMs` to `maxIntervalMs` with it. `random` in [0, 1) adds up to 10 %, so that jobs that began together drift apart
 * and none is ever asked sooner than `intervalMs`.
 */
export function nextPollDelayMs(
  schedule: PollSchedule,
  quietPolls: number,
  random: number,
): number {
  const grown = schedule.intervalMs * GROWTH ** Math.min(quietPolls, 32);
  const capped = Math.min(grown, Math.max(schedule.maxIntervalMs, schedule.intervalMs));
  return Math.round(capped * (1 + JITTER * random));
}

/** The wait of the `index`-th of `count` jobs resumed at a start: spread evenly over one interval. */
export function resumeDelayMs(schedule: PollSchedule, index: number, count: number): number {
  return Math.round((schedule.intervalMs * index) / Math.max(count, 1));
}

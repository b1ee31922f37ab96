/** How often a running job is polled. All times in milliseconds. */
export interface PollSchedule {
  readonly intervalMs: number;
  readonly maxIntervalMs: number;
}

/** Factor by which the interval grows after each poll that changed nothing. */
const GROWTH = 1.5;
/** Not-found answers in a row that make it final: a single one may be a glitch of the API. */
export const NOT_FOUND_LIMIT = 3;
const JITTER = 0.1;

/**
 * The wait before the next poll. It grows from `intervalMs` to `maxIntervalMs` with `quietPolls`, the number of polls in a
 * row that changed nothing or failed. `random` in [0, 1) adds up to 10 %, so that jobs that began together drift apart and
 * none is polled sooner than `intervalMs`.
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

/** The wait before the first poll of the `index`-th of `count` resumed jobs, which are spread evenly over one interval. */
export function resumeDelayMs(schedule: PollSchedule, index: number, count: number): number {
  return Math.round((schedule.intervalMs * index) / Math.max(count, 1));
}

/**
 * How long three polls of a job take at least, of one that has just begun (`fastest`) and of one that has not changed for
 * long (`slowest`). A problem that lasts so long is worth telling.
 */
export const threePollsMs = (schedule: PollSchedule): { fastest: number; slowest: number } => ({
  fastest: nextPollDelayMs(schedule, 0, 0) + nextPollDelayMs(schedule, 1, 0),
  slowest: 2 * nextPollDelayMs(schedule, Infinity, 0),
});

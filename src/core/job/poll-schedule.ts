/** How often running jobs are polled, whatever their source. All times in milliseconds. */
export interface PollIntervals {
  readonly intervalMs: number;
  readonly maxIntervalMs: number;
}

/** How often a running job of one source is polled. All times in milliseconds. */
export interface PollSchedule extends PollIntervals {
  /** How long a poll result counts as recent: until then a request gets it instead of a new poll. */
  readonly recentForMs: number;
}

/** Factor by which the interval grows after each poll that changed nothing. */
const GROWTH = 1.5;
/** Not-found answers in a row that make it final: a single one may be a glitch of the API. */
export const NOT_FOUND_LIMIT = 3;
const JITTER = 0.1;
/** Between two resumed jobs, if there are few. */
const RESUME_EVERY_MS = 50;
/** How long a poll result counts as recent if the source may be asked so often. */
const RECENT_FOR_MS = 10_000;

/** The schedule of a source that may be asked for one job at most every `minIntervalMs`. */
export function scheduleOf(intervals: PollIntervals, minIntervalMs: number): PollSchedule {
  const intervalMs = Math.max(intervals.intervalMs, minIntervalMs);
  return {
    intervalMs,
    maxIntervalMs: Math.max(intervals.maxIntervalMs, intervalMs),
    recentForMs: Math.max(minIntervalMs, Math.min(RECENT_FOR_MS, intervals.intervalMs)),
  };
}

/**
 * The wait before the next poll. It grows from `intervalMs` to `maxIntervalMs` with `quietPolls`, the number of polls in a
 * row that changed nothing or failed. `random` in [0, 1) adds up to 10 %, so that jobs that began together drift apart and
 * none is polled sooner than `intervalMs`.
 */
export function nextPollDelayMs(
  schedule: PollIntervals,
  quietPolls: number,
  random: number,
): number {
  const grown = schedule.intervalMs * GROWTH ** Math.min(quietPolls, 32);
  const capped = Math.min(grown, Math.max(schedule.maxIntervalMs, schedule.intervalMs));
  return Math.round(capped * (1 + JITTER * random));
}

/**
 * The wait before the first poll of the `index`-th of `count` resumed jobs. Many are spread evenly over one interval; few need
 * less of it, because they have waited long.
 */
export function resumeDelayMs(schedule: PollIntervals, index: number, count: number): number {
  const spreadMs = schedule.intervalMs / Math.max(count, 1);
  return Math.round(index * Math.min(spreadMs, RESUME_EVERY_MS));
}

/**
 * How long three polls of a job take at least, of one that has just begun (`fastest`) and of one that has not changed for
 * long (`slowest`). A problem that lasts so long is worth telling.
 */
export const threePollsMs = (schedule: PollIntervals): { fastest: number; slowest: number } => ({
  fastest: nextPollDelayMs(schedule, 0, 0) + nextPollDelayMs(schedule, 1, 0),
  slowest: 2 * nextPollDelayMs(schedule, Infinity, 0),
});

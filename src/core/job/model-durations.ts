import { z } from "zod";
import type { JobFacts } from "./job.ts";

/** From when a duration counts: the job's start, its submission, or the moment since when the relay has followed it. */
type Beginning = "started" | "submitted" | "followed";

const durationsSchema = z.array(z.number().positive());

/** How long the latest completed jobs of a model took, in milliseconds, oldest first. Says nothing of who asked for them. */
export const modelDurationsSchema = z.object({
  source: z.string().min(1),
  /** The model as the source's API calls it. */
  model: z.string().min(1),
  started: durationsSchema,
  submitted: durationsSchema,
  /** Only of jobs whose start and submission the API does not tell. */
  followed: durationsSchema,
});
/** See {@link modelDurationsSchema}. */
export type ModelDurations = Readonly<z.infer<typeof modelDurationsSchema>>;

/** When a running job will have ended, if it takes as long as most jobs of its model. In Unix milliseconds. */
export const usualEndSchema = z.object({
  /** Half of the jobs have ended by then. */
  from: z.number(),
  /** Nine of ten jobs have ended by then. */
  to: z.number(),
});
/** See {@link usualEndSchema}. */
export type UsualEnd = Readonly<z.infer<typeof usualEndSchema>>;

/** How long the durations of a model are kept after its last job, in milliseconds. */
export const DURATIONS_KEPT_FOR_MS = 90 * 24 * 3_600_000;

/** Durations kept, of each kind. */
const MAX_DURATIONS = 100;
/** Fewer say nothing about the next job. */
const MIN_DURATIONS = 20;
/** A longer duration is that of a clock that was wrong, or of a job that hung. */
const MAX_DURATION_MS = 24 * 3_600_000;
/** The end is told as a time of day: one that is further away would be misread. */
const MAX_TOLD_MS = 12 * 3_600_000;
/** The end is told to the minute. */
const MINUTE_MS = 60_000;

/** The key of a record: one for each source and model. */
export const modelDurationsKey = ({
  source,
  model,
}: Pick<ModelDurations, "source" | "model">): string => `${source}|${model}`;

/** The record of a model of which no job has completed yet. */
export const createModelDurations = ({
  source,
  model,
}: Pick<ModelDurations, "source" | "model">): ModelDurations => ({
  source,
  model,
  started: [],
  submitted: [],
  followed: [],
});

/** A job that an API tells about. Instants in Unix milliseconds. */
export interface TimedJob {
  readonly facts: Pick<JobFacts, "startedAt" | "createdAt" | "updatedAt">;
  /** Since when the relay has followed it. */
  readonly followedAt: number;
}

/** Adds the durations of a job that has completed. `now`: when that was seen, in place of an end that the API does not tell. */
export function addDurations(history: ModelDurations, job: TimedJob, now: number): ModelDurations {
  const endedAt = job.facts.updatedAt ?? now;
  const added = new Map(
    beginningsOf(job)
      .map(([beginning, at]) => [beginning, endedAt - at] as const)
      .filter(([, durationMs]) => durationMs > 0 && durationMs <= MAX_DURATION_MS),
  );
  if (added.size === 0) return history;
  const extend = (beginning: Beginning): number[] => {
    const durationMs = added.get(beginning);
    const before = history[beginning];
    return durationMs === undefined ? before : [...before, durationMs].slice(-MAX_DURATIONS);
  };
  const [started, submitted] = [extend("started"), extend("submitted")];
  return { ...history, started, submitted, followed: extend("followed") };
}

/**
 * When a running job usually ends: from the time by which half of its model's jobs had ended, to that of nine in ten. In whole
 * minutes. `undefined` if too few jobs are known, or if the job has already taken longer than nine in ten.
 */
export function toUsualEnd(
  history: ModelDurations,
  job: TimedJob,
  now: number,
): UsualEnd | undefined {
  const [[beginning, at] = []] = beginningsOf(job);
  if (beginning === undefined || at === undefined) return undefined;
  const durations = history[beginning].toSorted((a, b) => a - b);
  if (durations.length < MIN_DURATIONS) return undefined;
  const from = at + percentile(durations, 0.5);
  const to = at + percentile(durations, 0.9);
  if (to <= now || to > now + MAX_TOLD_MS) return undefined;
  const fromMinute = Math.floor(Math.max(from, now) / MINUTE_MS);
  const toMinute = Math.max(Math.ceil(to / MINUTE_MS), fromMinute + 1);
  return { from: fromMinute * MINUTE_MS, to: toMinute * MINUTE_MS };
}

/** The beginnings of a job that are known, the most telling one first. */
function beginningsOf({ facts, followedAt }: TimedJob): (readonly [Beginning, number])[] {
  const told = [
    ...(facts.startedAt === undefined ? [] : [["started", facts.startedAt] as const]),
    ...(facts.createdAt === undefined ? [] : [["submitted", facts.createdAt] as const]),
  ];
  return told.length > 0 ? told : [["followed", followedAt]];
}

/** The nearest rank: the smallest value that is not below this share of the values. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(share * sorted.length) - 1] ?? 0;

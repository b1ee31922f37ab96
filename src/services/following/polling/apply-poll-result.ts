import { awaitsFirstPoll } from "../../../core/follow/awaits-first-poll.ts";
import { isJustGiven } from "../../../core/follow/retry-intent.ts";
import { settle, type Follow } from "../../../core/follow/follow.ts";
import { toShownPercent, type JobFacts, type PollResult } from "../../../core/job/job.ts";
import type { UsualEnd } from "../../../core/job/model-durations.ts";
import { toOutcome } from "../../../core/job/outcome.ts";
import { NOT_FOUND_LIMIT } from "../../../core/job/poll-schedule.ts";

/** Poll results of one kind in a row: how often the job was not found, and how often there was a source problem. */
export interface Streaks {
  readonly notFound: number;
  readonly sourceProblems: number;
}

/** What the poller remembers about a job between its polls. */
export interface JobMemory extends Streaks {
  /** Polls in a row that changed nothing. */
  readonly quiet: number;
  /** Whether the job was running at the latest poll. */
  readonly wasRunning: boolean;
  /** Whether the API has ever returned the facts of the job. */
  readonly wasAnswered: boolean;
}

/** Nothing. */
export const FRESH: JobMemory = {
  notFound: 0,
  sourceProblems: 0,
  quiet: 0,
  wasRunning: false,
  wasAnswered: false,
};

/** What is known of a job that only an earlier process has polled: one object for all such jobs. */
export const ANSWERED: JobMemory = { ...FRESH, wasAnswered: true };

/** The memory after one more poll result, before it is known whether that changes anything. */
export function remember(memory: JobMemory, pollResult: PollResult): JobMemory {
  const { kind } = pollResult;
  const isProblem = kind !== "job" && kind !== "not-found";
  return {
    ...memory,
    notFound: kind === "not-found" ? memory.notFound + 1 : 0,
    sourceProblems: isProblem ? memory.sourceProblems + 1 : 0,
    wasRunning: kind === "job" && pollResult.job.phase === "running",
    wasAnswered: memory.wasAnswered || kind === "job",
  };
}

/** Whether the job has a result. */
export const isCompleted = (pollResult: PollResult): boolean =>
  pollResult.kind === "job" && pollResult.job.phase === "completed";

/** Source problems in a row before the status message of a job whose status is known mentions them. */
const SOURCE_PROBLEMS_TO_TELL = 3;

/** What applying a poll result depends on besides the follow. */
export interface PollContext {
  readonly streaks: Streaks;
  readonly now: number;
  /** Whether the channel is told of the source's problems by one notice for all jobs. Default: false. */
  readonly isCovered?: boolean;
  /** Returns when a running job usually ends, if that is known. Default: it is not. */
  readonly usualEndOf?: (follow: Follow, facts: JobFacts) => UsualEnd | undefined;
}

/**
 * Returns the follow after a poll result, or the same object if nothing that people see changes. Only a final status, or the
 * third "not found" in a row, settles it; the first one if the API was asked to cancel the job.
 */
export function applyPollResult(
  follow: Follow,
  pollResult: PollResult,
  { streaks, now, isCovered = false, usualEndOf }: PollContext,
): Follow {
  if (follow.state !== "pending") return follow;
  switch (pollResult.kind) {
    case "job": {
      const { facts } = pollResult.job;
      const outcome = toOutcome(pollResult.job);
      if (outcome) return settle({ ...follow, job: facts }, outcome, now);
      if (follow.trouble === undefined && isShownTheSame(follow.job, facts)) return follow;
      return { ...follow, job: facts, trouble: undefined, usualEnd: usualEndOf?.(follow, facts) };
    }
    case "not-found":
      // Some APIs forget a job that they cancel.
      if (follow.cancelAskedAt !== undefined)
        return settle(withoutEstimate(follow), { kind: "cancelled" }, now);
      if (streaks.notFound < NOT_FOUND_LIMIT || isJustGiven(follow, now)) return follow;
      return settle(follow, { kind: "unknown-job", message: pollResult.message }, now);
    default: {
      const isDue = follow.job === undefined || streaks.sourceProblems >= SOURCE_PROBLEMS_TO_TELL;
      // A status message that is yet to be posted says it anyway.
      const told = isCovered ? awaitsFirstPoll(follow) : isDue;
      if (!told || follow.trouble === pollResult.kind) return follow;
      return { ...follow, trouble: pollResult.kind };
    }
  }
}

/** What the API had expected a job to cost says nothing about a job that was cancelled. */
const withoutEstimate = ({ job, ...follow }: Follow): Follow =>
  job ? { ...follow, job: { ...job, cost: undefined } } : follow;

/** Whether the status message stays the same. `updatedAt` changes with every poll and is not shown. */
export function isShownTheSame(a: JobFacts | undefined, b: JobFacts): boolean {
  return (
    a?.status === b.status &&
    a.verb === b.verb &&
    a.prompt === b.prompt &&
    a.queuePosition === b.queuePosition &&
    a.isCancellable === b.isCancellable &&
    toShownPercent(a.percent) === toShownPercent(b.percent)
  );
}

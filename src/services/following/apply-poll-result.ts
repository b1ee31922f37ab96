import { isJustGiven } from "../../core/follow/retry-intent.ts";
import { settle, type Follow } from "../../core/follow/follow.ts";
import { toShownPercent, type JobFacts, type PollResult } from "../../core/job/job.ts";
import { toOutcome } from "../../core/job/outcome.ts";
import { NOT_FOUND_LIMIT } from "../../core/job/poll-schedule.ts";

/** Poll results of one kind in a row: how often the job was not found, and how often there was a source problem. */
export interface Streaks {
  readonly notFound: number;
  readonly sourceProblems: number;
}

/** Source problems in a row before the status message of a job whose status is known mentions them. */
const SOURCE_PROBLEMS_TO_TELL = 3;

/**
 * Returns the follow after a poll result, or the same object if nothing that people see changes. Only a final status, or the
 * third "not found" in a row, settles it; the first one if the API was asked to cancel the job.
 */
export function applyPollResult(
  follow: Follow,
  pollResult: PollResult,
  { streaks, now }: { streaks: Streaks; now: number },
): Follow {
  if (follow.state !== "pending") return follow;
  switch (pollResult.kind) {
    case "job": {
      const { facts } = pollResult.job;
      const outcome = toOutcome(pollResult.job);
      if (outcome) return settle({ ...follow, job: facts }, outcome, now);
      if (follow.trouble === undefined && isShownTheSame(follow.job, facts)) return follow;
      return { ...follow, job: facts, trouble: undefined };
    }
    case "not-found":
      // Some APIs forget a job that they cancel.
      if (follow.cancelAskedAt !== undefined)
        return settle(withoutEstimate(follow), { kind: "cancelled" }, now);
      if (streaks.notFound < NOT_FOUND_LIMIT || isJustGiven(follow, now)) return follow;
      return settle(follow, { kind: "unknown-job", message: pollResult.message }, now);
    default: {
      const told = follow.job === undefined || streaks.sourceProblems >= SOURCE_PROBLEMS_TO_TELL;
      if (!told || follow.trouble === pollResult.kind) return follow;
      return { ...follow, trouble: pollResult.kind };
    }
  }
}

/** What the API had expected a job to cost says nothing about a job that was cancelled. */
const withoutEstimate = ({ job, ...follow }: Follow): Follow =>
  job ? { ...follow, job: { ...job, cost: undefined } } : follow;

/** Whether the status message stays the same. `updatedAt` changes with every poll and is not shown. */
function isShownTheSame(a: JobFacts | undefined, b: JobFacts): boolean {
  return (
    a?.status === b.status &&
    a.verb === b.verb &&
    a.prompt === b.prompt &&
    a.queuePosition === b.queuePosition &&
    a.isCancellable === b.isCancellable &&
    toShownPercent(a.percent) === toShownPercent(b.percent)
  );
}

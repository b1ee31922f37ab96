import { awaitsFirstPoll } from "../../../core/follow/awaits-first-poll.ts";
import { isJustGiven } from "../../../core/follow/retry-intent.ts";
import { settle, type Follow } from "../../../core/follow/follow.ts";
import type { JobFacts, PollResult } from "../../../core/job/job.ts";
import type { UsualEnd } from "../../../core/job/model-durations.ts";
import { toOutcome } from "../../../core/job/outcome.ts";
import { NOT_FOUND_LIMIT } from "../../../core/job/poll-schedule.ts";
import { isShownTheSame } from "../../../core/job/shown-facts.ts";
import type { Streaks } from "./job-memory.ts";

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

import { isJustGiven } from "../../core/follow/retry-intent.ts";
import { settle, type Follow } from "../../core/follow/follow.ts";
import { toShownPercent, type JobFacts, type PollResult } from "../../core/job/job.ts";
import { toOutcome } from "../../core/job/outcome.ts";
import { NOT_FOUND_LIMIT } from "../../core/job/poll-schedule.ts";

/** How often in a row a job was not found, or gave no answer that means anything. */
export interface Streaks {
  readonly notFound: number;
  readonly troubles: number;
}

/** A job whose status is known is shown as unreachable only after so many source problems in a row. */
const TROUBLES_TO_TELL = 3;

/**
 * The follow after a poll result; the same object if nothing that a person sees changes. Only a final status, or the third
 * not-found in a row, settles it.
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
      if (follow.trouble === undefined && looksTheSame(follow.job, facts)) return follow;
      return { ...follow, job: facts, trouble: undefined };
    }
    case "not-found":
      if (streaks.notFound < NOT_FOUND_LIMIT || isJustGiven(follow, now)) return follow;
      return settle(follow, { kind: "unknown-job", message: pollResult.message }, now);
    default: {
      const told = follow.job === undefined || streaks.troubles >= TROUBLES_TO_TELL;
      if (!told || follow.trouble === pollResult.kind) return follow;
      return { ...follow, trouble: pollResult.kind };
    }
  }
}

/** Whether a status message would read the same: `updatedAt` moves at every poll and is not shown. */
function looksTheSame(a: JobFacts | undefined, b: JobFacts): boolean {
  const isOfSamePercent = toShownPercent(a?.percent) === toShownPercent(b.percent);
  return a?.status === b.status && a.verb === b.verb && a.prompt === b.prompt && isOfSamePercent;
}

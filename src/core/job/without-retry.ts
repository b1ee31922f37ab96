import type { PollResult } from "./job.ts";

/** The same poll result, but its job is not marked as retryable. */
export function withoutRetry(pollResult: PollResult): PollResult {
  if (pollResult.kind !== "job") return pollResult;
  const { isRetryable: _, ...facts } = pollResult.job.facts;
  return { ...pollResult, job: { ...pollResult.job, facts } };
}

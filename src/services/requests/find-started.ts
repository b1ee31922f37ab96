import { jobKey, type Follow } from "../../core/follow/follow.ts";
import { CLOCK_DIFFERENCE_MS } from "../../core/follow/retry-intent.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";

/** Running jobs that one search polls at most. An account runs fewer. */
const MAX_CANDIDATES = 30;

/** Dependencies of {@link findStarted}. */
export interface FindStartedDeps {
  readonly registry: Pick<FollowRegistry, "retries" | "ofJob">;
  /** Asked for the running jobs. */
  readonly sources: Pick<JobSources, "get">;
  /** Ids of intents whose request is over without an answer. */
  readonly unanswered: ReadonlySet<string>;
}

/**
 * Searches the running jobs for one that names the intent's job as its parent and that no other retry has claimed. Resolves
 * with its id, if there is one. `isSure`: whether the search was conclusive. Rejects with a StoreError.
 */
export async function findStarted(
  intent: Follow,
  { registry, sources, unanswered }: FindStartedDeps,
  signal: AbortSignal,
): Promise<{ readonly startedAs?: string; readonly isSure: boolean }> {
  // A listed job may be the one that another channel's retry has just started and has not claimed yet.
  for await (const { id, jobId, state } of registry.retries()) {
    const isOther = jobId === intent.jobId && id !== intent.id;
    if (isOther && state === "pending" && !unanswered.has(id)) return { isSure: false };
  }
  const source = sources.get(intent.source);
  const list = await source?.listJobs(signal);
  if (!source || list?.kind !== "jobs") return { isSure: false };
  let isSure = true;
  for (const jobId of list.jobIds.slice(0, MAX_CANDIDATES)) {
    const known = await registry.ofJob(jobKey({ source: intent.source, jobId }));
    if (known.some(({ givenAt }) => givenAt !== undefined)) continue;
    const pollResult = await source.pollJob(jobId, signal);
    if (pollResult.kind !== "job") isSure = false;
    if (pollResult.kind !== "job" || pollResult.job.parentJobId !== intent.jobId) continue;
    const { createdAt = Number.POSITIVE_INFINITY } = pollResult.job.facts;
    if (createdAt >= intent.createdAt - CLOCK_DIFFERENCE_MS) return { startedAs: jobId, isSure };
  }
  return { isSure };
}

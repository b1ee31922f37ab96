import type { Checks, RefreshResult } from "../../core/command-context.ts";
import { isUndelivered } from "../../core/follow/discard-reason.ts";
import { jobKey, type Follow } from "../../core/follow/follow.ts";
import type { PollIntervals } from "../../core/job/poll-schedule.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import { runningLabel } from "../../messages/status/label.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { RequestedPolls } from "../following/polling/requested-polls.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import type { Asker } from "./asker.ts";

/** A request for the current status of a job of the person's channel. */
export interface RefreshRequest extends Pick<Asker, "channel"> {
  readonly followId: string;
}

/** Dependencies of {@link refreshJob}. */
export interface RefreshJobDeps {
  /** Finds the follow, in the person's own channel only. */
  readonly finder: FollowFinder;
  readonly poller: RequestedPolls;
  /** Starts the poll within the rate limit of the API. */
  readonly queue: Pick<PollQueue, "add">;
  /** Say how often their jobs are polled. */
  readonly sources: Pick<JobSources, "get">;
  /** How often jobs of other sources are polled, and after how long the relay gives up, all in milliseconds. */
  readonly poll: PollIntervals & { readonly giveUpAfterMs: number };
}

/**
 * The button "Refresh": polls the job now, before others but within the same rate limit. Resolves with its status, or with
 * how it ended. Rejects with a StoreError.
 */
export async function refreshJob(
  { finder, poller, queue, sources, poll }: RefreshJobDeps,
  { channel, followId }: RefreshRequest,
): Promise<RefreshResult> {
  const follow = await finder.find(channel, { followId });
  if (!follow) return { kind: "not-found" };
  if (follow.state !== "pending") return toEnded(follow);
  const pollResult = await poller.pollNow(jobKey(follow), queue);
  const now = pollResult ? follow : ((await finder.find(channel, { followId })) ?? follow);
  if (now.state !== "pending") return toEnded(now);
  const { jobId, sourceName } = follow;
  const schedule = sources.get(follow.source)?.schedule;
  const running = {
    kind: "running",
    jobId,
    checks: toChecks(follow, { ...poll, ...schedule }),
  } as const;
  if (pollResult?.kind === "job")
    return pollResult.job.phase === "running"
      ? { ...running, status: runningLabel(pollResult.job.facts, sourceName).text }
      : { kind: "over" };
  const status = runningLabel(follow.job, sourceName).text;
  return pollResult === undefined || pollResult.kind === "not-found"
    ? { ...running, status }
    : { ...running, status, sourceProblem: { ...pollResult, sourceName } };
}

const toChecks = (
  { createdAt }: Follow,
  { intervalMs: fromMs, maxIntervalMs: toMs, giveUpAfterMs }: RefreshJobDeps["poll"],
): Checks => ({ fromMs, toMs, until: createdAt + giveUpAfterMs });

function toEnded(follow: Follow): RefreshResult {
  // A stopped follow has no result: answer as if it did not exist.
  if (follow.outcome?.kind === "forgotten") return { kind: "not-found" };
  if (follow.state === "settled") return { kind: "over" };
  return { kind: isUndelivered(follow) ? "undelivered" : "delivered" };
}

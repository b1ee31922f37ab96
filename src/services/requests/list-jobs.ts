import type { JobList, RecentResult, WaitingJob } from "../../core/command-context.ts";
import { isFinal, type Follow } from "../../core/follow/follow.ts";
import { toShownPercent } from "../../core/job/job.ts";
import { followLabel, undeliveredText } from "../../messages/label.ts";
import { promptOf } from "../../messages/prompt.ts";
import type { FollowArchive } from "../following/follow-archive.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { JobNames } from "../following/job-names.ts";
import type { Asker } from "./asker.ts";

/** Jobs on one page of the list: what one message of a platform holds, with ids and links as long as they are. */
const PAGE_SIZE = 5;
/** Longest beginning of a prompt in a row, in characters: enough to know the job by. */
const MAX_PROMPT = 40;

/** A person wants a page of their channel's list, counted from 1. */
export interface ListRequest extends Pick<Asker, "channel"> {
  readonly page: number;
}

/** What {@link listJobs} needs. */
export interface ListJobsDeps {
  readonly registry: FollowRegistry;
  /** The follows that are over. */
  readonly archive: FollowArchive;
  /** Names each job as the channel knows it. */
  readonly names: JobNames;
}

/**
 * Behind `/pika-jobs`: the jobs that a channel waits for, and its latest results, all from memory. A page that does not
 * exist is the nearest that does.
 */
export function listJobs(deps: ListJobsDeps, { channel, page }: ListRequest): JobList {
  const { registry, archive } = deps;
  const waiting = registry
    .ofChannel(channel)
    .filter(({ state }) => state === "pending")
    .toSorted((a, b) => a.createdAt - b.createdAt);
  const all = [...waiting, ...archive.latestOf(channel)];
  const pages = Math.max(Math.ceil(all.length / PAGE_SIZE), 1);
  const shown = Math.min(Math.max(Math.trunc(page) || 1, 1), pages);
  const here = all.slice((shown - 1) * PAGE_SIZE, shown * PAGE_SIZE);
  return {
    waitingCount: waiting.length,
    waiting: here.filter((each) => !isFinal(each)).map((each) => toWaiting(each, deps)),
    recent: here.filter(isFinal).map((each) => toRecent(each, deps)),
    page: shown,
    pages,
  };
}

function toWaiting(follow: Follow, { names }: ListJobsDeps): WaitingJob {
  const { jobId, job, createdAt: since, requesters, statusMessage } = follow;
  const { symbol, text: status } = followLabel({ job });
  const percent = toShownPercent(job?.percent);
  const what = { jobId, name: names.nameOf(follow), prompt: promptOf(follow, MAX_PROMPT) };
  return { ...what, symbol, status, percent, since, requesters, statusMessage };
}

function toRecent(follow: Follow, { names }: ListJobsDeps): RecentResult {
  const { jobId, closedAt, createdAt, statusMessage, resultMessage } = follow;
  const { symbol, text: status } = followLabel(follow);
  const undelivered = undeliveredText(follow);
  const endedAt = closedAt ?? createdAt;
  const what = { jobId, name: names.nameOf(follow), prompt: promptOf(follow, MAX_PROMPT) };
  return { ...what, symbol, status, endedAt, statusMessage, resultMessage, undelivered };
}

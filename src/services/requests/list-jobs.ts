import type { JobList, RecentResult, WaitingJob } from "../../core/job/job-list.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { toShownPercent } from "../../core/job/job.ts";
import { followLabel, undeliveredText } from "../../messages/status/label.ts";
import { promptOf } from "../../messages/prompt.ts";
import type { CostCounter } from "../following/statistics/cost-counter.ts";
import type { FollowArchive } from "../following/follow-archive.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { JobNames } from "../following/job-names.ts";
import type { Asker } from "./asker.ts";

/** Jobs on one page. With the longest ids and links, this many still fit into one message of either platform. */
const PAGE_SIZE = 5;
/** Characters of a prompt shown for a job: enough to recognise it. */
const MAX_PROMPT = 40;

/** A request for one page of the jobs of the person's channel. */
export interface ListRequest extends Pick<Asker, "channel"> {
  /** Counted from 1. */
  readonly page: number;
}

/** Dependencies of {@link listJobs}. */
export interface ListJobsDeps {
  readonly registry: FollowRegistry;
  /** The ended follows. */
  readonly archive: FollowArchive;
  /** Knows what the channel's jobs have cost. */
  readonly costs: Pick<CostCounter, "thisMonth">;
  /** Shortens job ids. */
  readonly names: JobNames;
}

/**
 * `/pika-jobs`: resolves with one page of the jobs that the channel waits for and of its latest results, and with what its
 * jobs have cost this month. If there is no such page, resolves with the nearest one. Rejects with a StoreError.
 */
export async function listJobs(
  deps: ListJobsDeps,
  { channel, page }: ListRequest,
): Promise<JobList> {
  const { registry, archive, costs } = deps;
  const waiting = (await registry.entriesOf(channel))
    .filter(({ state }) => state === "pending")
    .toSorted((a, b) => a.createdAt - b.createdAt);
  const ended = archive.latestOf(channel);
  const pages = Math.max(Math.ceil((waiting.length + ended.length) / PAGE_SIZE), 1);
  const shown = Math.min(Math.max(Math.trunc(page) || 1, 1), pages);
  const isShown = (_each: unknown, index: number): boolean =>
    Math.floor(index / PAGE_SIZE) === shown - 1;
  const read = (await registry.read(waiting.filter(isShown))).filter(
    ({ state }) => state === "pending",
  );
  const recent = ended.filter((each, index) => isShown(each, waiting.length + index));
  return {
    waitingCount: waiting.length,
    waiting: await Promise.all(read.map((each) => toWaiting(each, deps))),
    recent: await Promise.all(recent.map((each) => toRecent(each, deps))),
    page: shown,
    pages,
    cost: await costs.thisMonth(channel),
  };
}

async function toWaiting(follow: Follow, { names }: ListJobsDeps): Promise<WaitingJob> {
  const { jobId, job, sourceName, createdAt: since, requesters, statusMessage } = follow;
  const { symbol, text: status } = followLabel({ job, sourceName });
  const percent = toShownPercent(job?.percent);
  const queuePosition = job?.queuePosition;
  const what = { jobId, name: await names.nameOf(follow), prompt: promptOf(follow, MAX_PROMPT) };
  const progress = { percent, queuePosition };
  return { ...what, symbol, status, ...progress, since, requesters, statusMessage };
}

async function toRecent(follow: Follow, { names }: ListJobsDeps): Promise<RecentResult> {
  const { jobId, closedAt, createdAt, statusMessage, resultMessage } = follow;
  const { symbol, text: status } = followLabel(follow);
  const undelivered = undeliveredText(follow);
  const endedAt = closedAt ?? createdAt;
  const what = { jobId, name: await names.nameOf(follow), prompt: promptOf(follow, MAX_PROMPT) };
  return { ...what, symbol, status, endedAt, statusMessage, resultMessage, undelivered };
}

import type { ChannelRef } from "../core/channel-ref.ts";
import type { JobList, RecentResult, WaitingJob } from "../core/desk.ts";
import { isFinal, jobKey, type Follow } from "../core/follow.ts";
import type { Clock, PollQueue } from "../core/ports.ts";
import type { FollowArchive } from "./follow-archive.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import { situationOf, undeliveredPhrase } from "./words.ts";

/** Jobs on one page of the list: what one message of a platform holds, with ids and links as long as they are. */
const PAGE_SIZE = 5;

/** What a {@link JobLists} works with. */
export interface JobListsOptions {
  readonly registry: FollowRegistry;
  readonly archive: FollowArchive;
  readonly queue: PollQueue;
  readonly clock: Clock;
}

/** The use case behind `/pika-jobs`: what a channel waits for, and what it got. All from memory. */
export class JobLists {
  readonly #options: JobListsOptions;

  constructor(options: JobListsOptions) {
    this.#options = options;
  }

  /** A page; one that is not there is the nearest that is. */
  list(channel: ChannelRef, page: number): JobList {
    const { registry, archive } = this.#options;
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
      waiting: here.filter((each) => !isFinal(each)).map((each) => this.#toWaiting(each)),
      recent: here.filter(isFinal).map(toRecent),
      page: shown,
      pages,
    };
  }

  #toWaiting(follow: Follow): WaitingJob {
    const { queue, clock } = this.#options;
    const { jobId, job, createdAt: since, requesters, statusMessage } = follow;
    const { symbol, words: status } = situationOf({ job });
    const dueInMs = queue.dueInMs(jobKey(follow));
    const nextLookAt = dueInMs === undefined ? undefined : clock.now() + Math.max(dueInMs, 0);
    return { jobId, symbol, status, since, requesters, nextLookAt, statusMessage };
  }
}

function toRecent(follow: Follow): RecentResult {
  const { jobId, closedAt, createdAt, statusMessage, resultMessage } = follow;
  const { symbol, words: status } = situationOf(follow);
  const undelivered = undeliveredPhrase(follow);
  const endedAt = closedAt ?? createdAt;
  return { jobId, symbol, status, endedAt, statusMessage, resultMessage, undelivered };
}

import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { JobList, RecentResult, WaitingJob } from "../../core/command-context.ts";
import { isFinal, type Follow } from "../../core/follow/follow.ts";
import { toShownPercent } from "../../core/job/job.ts";
import type { FollowArchive } from "../following/follow-archive.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { JobNames } from "../following/job-names.ts";
import { promptOf } from "../../messages/message-parts.ts";
import { followLabel, undeliveredText } from "../../messages/label.ts";

/** Jobs on one page of the list: what one message of a platform holds, with ids and links as long as they are. */
const PAGE_SIZE = 5;

/** Options of {@link JobLists}. */
export interface JobListsOptions {
  readonly registry: FollowRegistry;
  readonly archive: FollowArchive;
  readonly names: JobNames;
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
      recent: here.filter(isFinal).map((each) => this.#toRecent(each)),
      page: shown,
      pages,
    };
  }

  #toWaiting(follow: Follow): WaitingJob {
    const { jobId, job, createdAt: since, requesters, statusMessage } = follow;
    const { symbol, words: status } = followLabel({ job });
    const percent = toShownPercent(job?.percent);
    const what = { jobId, name: this.#options.names.nameOf(follow), prompt: toPrompt(follow) };
    return { ...what, symbol, status, percent, since, requesters, statusMessage };
  }

  #toRecent(follow: Follow): RecentResult {
    const { jobId, closedAt, createdAt, statusMessage, resultMessage } = follow;
    const { symbol, words: status } = followLabel(follow);
    const undelivered = undeliveredText(follow);
    const endedAt = closedAt ?? createdAt;
    const what = { jobId, name: this.#options.names.nameOf(follow), prompt: toPrompt(follow) };
    return { ...what, symbol, status, endedAt, statusMessage, resultMessage, undelivered };
  }
}

/** Enough to know the job by, in a row of a list. */
const MAX_PROMPT = 40;
const toPrompt = (follow: Follow): string | undefined => promptOf(follow, MAX_PROMPT);

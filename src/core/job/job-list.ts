import type { MonthlyCost } from "../channel/monthly-cost.ts";
import type { MessageRef } from "../follow/follow.ts";
import type { LocalizedText } from "../localized-text.ts";

/** A job that the channel waits for. Instants in Unix milliseconds. */
export interface WaitingJob {
  readonly jobId: string;
  /** Its name in this channel. */
  readonly name: string;
  readonly prompt?: string | undefined;
  /** Its progress, if known. */
  readonly percent?: number | undefined;
  /** How many jobs are ahead of it in the API's queue, if known. */
  readonly queuePosition?: number | undefined;
  readonly symbol: string;
  readonly status: LocalizedText;
  readonly since: number;
  /** Empty if only channel notifications follow it. */
  readonly requesters: readonly string[];
  readonly statusMessage?: MessageRef | undefined;
}

/** A job that is over. */
export interface RecentResult {
  readonly jobId: string;
  /** Its name in this channel. */
  readonly name: string;
  readonly prompt?: string | undefined;
  readonly symbol: string;
  readonly status: LocalizedText;
  readonly endedAt: number;
  readonly statusMessage?: MessageRef | undefined;
  readonly resultMessage?: MessageRef | undefined;
  /** Why it could not be posted. */
  readonly undelivered?: LocalizedText | undefined;
}

/** One page of a channel's jobs: the ones it waits for, oldest first, then its latest results, newest first. Pages count from 1. */
export interface JobList {
  readonly waitingCount: number;
  readonly waiting: readonly WaitingJob[];
  readonly recent: readonly RecentResult[];
  readonly page: number;
  readonly pages: number;
  /** What the channel's jobs have cost this month, if known. */
  readonly cost?: Pick<MonthlyCost, "month" | "sums"> | undefined;
}

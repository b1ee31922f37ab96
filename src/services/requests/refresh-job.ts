import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { Checks, RefreshResult } from "../../core/command-context.ts";
import { jobKey, type Follow } from "../../core/follow/follow.ts";
import type { PollSchedule } from "../../core/job/poll-schedule.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { JobPoller } from "../following/job-poller.ts";
import { runningLabel, undeliveredText } from "../../messages/label.ts";

/** Options of {@link RefreshJob}. */
export interface RefreshJobOptions {
  readonly finder: FollowFinder;
  readonly poller: JobPoller;
  readonly queue: PollQueue;
  readonly poll: PollSchedule & { readonly giveUpAfterMs: number };
}

/** The use case behind the button "Refresh": the job is asked for now, before all others, within the same rate. */
export class RefreshJob {
  readonly #options: RefreshJobOptions;

  constructor(options: RefreshJobOptions) {
    this.#options = options;
  }

  /** Rejects with a StoreError. */
  async refresh(channel: ChannelRef, followId: string): Promise<RefreshResult> {
    const { finder, poller, queue } = this.#options;
    const follow = await finder.find(channel, { followId });
    if (!follow) return { kind: "not-found" };
    if (follow.state !== "pending") return toOver(follow);
    const pollResult = await poller.look(jobKey(follow), queue);
    const running = {
      kind: "running",
      jobId: follow.jobId,
      checks: this.#checksOf(follow),
    } as const;
    if (pollResult?.kind === "job")
      return pollResult.job.phase === "running"
        ? { ...running, status: runningLabel(pollResult.job.facts).words }
        : { kind: "over" };
    const status = runningLabel(follow.job).words;
    return pollResult === undefined || pollResult.kind === "not-found"
      ? { ...running, status }
      : { ...running, status, trouble: pollResult };
  }

  #checksOf({ createdAt }: Follow): Checks {
    const { intervalMs: fromMs, maxIntervalMs: toMs, giveUpAfterMs } = this.#options.poll;
    return { fromMs, toMs, until: createdAt + giveUpAfterMs };
  }
}

function toOver(follow: Follow): RefreshResult {
  // Nothing of it was posted, or will be.
  if (follow.outcome?.kind === "forgotten") return { kind: "not-found" };
  if (follow.state === "settled") return { kind: "over" };
  return { kind: undeliveredText(follow) ? "undelivered" : "delivered" };
}

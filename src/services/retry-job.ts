import type { ChannelRef } from "../core/channel-ref.ts";
import type { FollowResult, RetryResult } from "../core/desk.ts";
import { followFields } from "../core/follow.ts";
import type { JobApi, Logger } from "../core/ports.ts";
import type { FollowFinder } from "./find-follow.ts";

/** What a {@link RetryJob} works with. */
export interface RetryJobOptions {
  readonly api: JobApi;
  readonly finder: FollowFinder;
  readonly log: Logger;
}

interface RetryRequest {
  readonly followId: string;
  readonly channel: ChannelRef;
  readonly followJob: (jobId: string, channel: ChannelRef) => Promise<FollowResult>;
}

/** The use case behind the button "Retry": the job API runs the job again, and the new job is followed in its place. */
export class RetryJob {
  readonly #options: RetryJobOptions;
  /** Under way, by follow id: a second press gets the first one's answer, and starts nothing. */
  readonly #running = new Map<string, Promise<RetryResult>>();

  constructor(options: RetryJobOptions) {
    this.#options = options;
  }

  /** `followJob` follows the new job for the person who asks, where the old one was. Rejects with a StoreError. */
  async retry(request: RetryRequest): Promise<RetryResult> {
    const { followId } = request;
    const running = this.#running.get(followId) ?? this.#start(request);
    this.#running.set(followId, running);
    try {
      return await running;
    } finally {
      this.#running.delete(followId);
    }
  }

  async #start(request: RetryRequest): Promise<RetryResult> {
    const { api, finder, log } = this.#options;
    const follow = await finder.find(request.channel, request);
    if (!follow) return { kind: "not-found" };
    const { jobId } = follow;
    if (!follow.job?.isRetryable || !follow.outcome) return { kind: "not-retryable", jobId };
    // Asked once: a request that may have acted is never sent again.
    const reading = await api.retryJob(jobId);
    log.info({ ...followFields(follow), reading: reading.kind }, "job.retried");
    switch (reading.kind) {
      case "started":
        return {
          kind: "started",
          jobId: reading.jobId,
          follow: await request.followJob(reading.jobId, follow.channel),
        };
      case "not-found":
        return { kind: "gone", message: reading.message };
      case "moderated":
        return { kind: "moderated", message: reading.message };
      case "queue-full":
      case "unknown":
        return { kind: reading.kind };
      default:
        return { kind: "trouble", trouble: reading };
    }
  }
}

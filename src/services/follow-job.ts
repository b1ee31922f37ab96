import type { ChannelRef } from "../core/channel-ref.ts";
import type { FollowResult } from "../core/command.ts";
import { PlatformError, StoreError } from "../core/errors.ts";
import {
  addRequester,
  createFollow,
  followFields,
  followKey,
  jobKey,
  type MessageRef,
} from "../core/follow.ts";
import type { ChannelAccess, Clock, Logger, PollQueue } from "../core/ports.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import { KeyedLock } from "./keyed-lock.ts";
import type { JobPoller } from "./poll-job.ts";
import type { StatusMessages } from "./status-message.ts";

/** A person asks that a channel gets a job's result. */
export interface FollowRequest {
  readonly jobId: string;
  readonly channel: ChannelRef;
  readonly userId: string;
  readonly uploadLimitBytes?: number;
  readonly checkAccess: () => Promise<ChannelAccess>;
}

/** What a {@link FollowJob} works with. */
export interface FollowJobOptions {
  readonly registry: FollowRegistry;
  readonly poller: JobPoller;
  readonly queue: PollQueue;
  readonly status: StatusMessages;
  readonly clock: Clock;
  readonly log: Logger;
  /** The job API that new follows belong to. */
  readonly api: string;
  readonly newId: () => string;
}

type NoAccess = Extract<FollowResult, { kind: "no-access" }>;

/** Why a status message could not be posted, where that means that no result can be either. */
const NO_ACCESS = new Set<PlatformError["code"]>(["forbidden", "channel_lost"]);

/** The use case behind `/pika-status`: registers a follow durably, shows its status, or says why not. */
export class FollowJob {
  readonly #options: FollowJobOptions;
  readonly #lock = new KeyedLock();

  constructor(options: FollowJobOptions) {
    this.#options = options;
  }

  /** Commands for the same job in the same channel wait for each other, so that only one registers it. Never rejects. */
  async follow(request: FollowRequest): Promise<FollowResult> {
    const key = followKey({ api: this.#options.api, ...request });
    return this.#lock.run(key, async () => {
      try {
        return (await this.#join(key, request)) ?? (await this.#register(key, request));
      } catch (error) {
        // A StoreError, or a defect of ours: either way nothing was promised.
        this.#options.log.error({ jobId: request.jobId, err: error }, "follow.not_registered");
        return { kind: "store-down" };
      }
    });
  }

  /** One more person waits for what this channel follows already. */
  async #join(key: string, { userId }: FollowRequest): Promise<FollowResult | undefined> {
    const follow = await this.#options.registry.update(key, (current) =>
      addRequester(current, userId),
    );
    return follow && { kind: "already-following", statusMessage: follow.statusMessage };
  }

  async #register(key: string, request: FollowRequest): Promise<FollowResult> {
    const { registry, poller, queue, clock, log, api } = this.#options;
    const access = await this.#checkAccess(request);
    if (!access.ok) return { kind: "no-access", problem: access.problem, cure: access.cure };
    const { jobId, channel, userId, uploadLimitBytes } = request;
    // Stored before the API is asked: from here on a crash loses nothing.
    const follow = createFollow({
      id: this.#options.newId(),
      api,
      jobId,
      channel,
      uploadLimitBytes,
      requester: userId,
      createdAt: clock.now(),
    });
    await registry.insert(follow);
    const reading = await poller.look(jobKey(follow), queue);
    if (reading.kind === "not-found") {
      await this.#withdraw(key);
      return { kind: "not-found", message: reading.message };
    }
    log.info({ ...followFields(follow), reading: reading.kind }, "follow.registered");
    await poller.apply(key, reading);
    const shown = await this.#showStatus(key);
    if (shown.kind === "no-access") return shown;
    return {
      kind: "following",
      over: reading.kind === "job" && reading.job.phase !== "running",
      statusMessage: shown.statusMessage,
      trouble: reading.kind === "job" ? undefined : reading,
    };
  }

  async #checkAccess({ checkAccess, jobId }: FollowRequest): Promise<ChannelAccess> {
    try {
      return await checkAccess();
    } catch (error) {
      // The platform cannot tell at the moment; posting the status message will.
      this.#options.log.warn({ jobId, err: error }, "access.unknown");
      return { ok: true };
    }
  }

  /** Posts the status message; where the platform forbids it, the follow is withdrawn. */
  async #showStatus(
    key: string,
  ): Promise<NoAccess | { kind: "shown"; statusMessage?: MessageRef }> {
    const { status, log, registry } = this.#options;
    try {
      await status.sync(key);
    } catch (error) {
      log.warn({ key, err: error }, "status.not_shown");
      if (error instanceof PlatformError && NO_ACCESS.has(error.code)) {
        await this.#withdraw(key);
        return toNoAccess(error);
      }
    }
    // A job that was over may already be delivered, and its follow closed.
    return {
      kind: "shown",
      statusMessage: (registry.get(key) ?? (await registry.reread(key)))?.statusMessage,
    };
  }

  async #withdraw(key: string): Promise<void> {
    const { registry, status } = this.#options;
    const follow = registry.get(key);
    if (follow) status.forget(follow);
    try {
      await registry.remove(key);
    } catch (error) {
      // The store went down in between: the follow stays and ends by itself, told in the channel.
      if (!(error instanceof StoreError)) throw error;
      this.#options.log.error({ key, err: error }, "follow.not_withdrawn");
    }
  }
}

function toNoAccess(error: PlatformError): NoAccess {
  const missing = error.missing.length > 0 ? error.missing.join(", ") : undefined;
  return {
    kind: "no-access",
    problem: missing ? `I am missing: ${missing}.` : "I am not allowed to post messages here.",
    cure: "Ask somebody who manages this channel to add me to it and to let me post messages and attach files.",
  };
}

import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { FollowResult } from "../../core/command-context.ts";
import { StoreError } from "../../core/errors.ts";
import {
  addRequester,
  createFollow,
  followFields,
  followKey,
  jobKey,
  removeRequester,
  type Follow,
  type MessageRef,
} from "../../core/follow/follow.ts";
import type { PollResult } from "../../core/job/job.ts";
import type { ChannelAccess } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { QuotaOwner, Quotas } from "../../core/channel/quotas.ts";
import type { FollowRegistry, Insertion } from "../following/follow-registry.ts";
import type { KeyedLock } from "../runtime/keyed-lock.ts";
import type { NoAccess } from "../status/no-access.ts";
import type { JobPoller } from "../following/job-poller.ts";
import { showFirstStatus } from "../status/show-first-status.ts";
import type { StatusMessages } from "../status/status-messages.ts";
import type { StatusUpdater } from "../status/status-updater.ts";

/** A person asks that a channel gets a job's result. */
export interface FollowRequest {
  readonly jobId: string;
  readonly channel: ChannelRef;
  readonly userId: string;
  readonly uploadLimitBytes?: number | undefined;
  /** The language of what is posted. */
  readonly locale: string;
  readonly checkAccess: () => Promise<ChannelAccess>;
}

export interface FollowJobOptions {
  readonly registry: FollowRegistry;
  readonly poller: JobPoller;
  readonly queue: PollQueue;
  readonly status: StatusMessages;
  readonly commandLock: KeyedLock;
  readonly statusUpdater: StatusUpdater;
  readonly clock: Clock;
  readonly log: Logger;
  /** The job API that new follows belong to. */
  readonly api: string;
  readonly newId: () => string;
  readonly quotas: Quotas;
}

/** The use case behind `/pika-status`: registers a follow durably, shows its status, or says why not. */
export class FollowJob {
  readonly #options: FollowJobOptions;
  readonly #stopping = new AbortController();

  constructor(options: FollowJobOptions) {
    this.#options = options;
  }

  /** Commands for the same job in the same channel wait for each other, so that only one registers it. Never rejects. */
  async follow({ channel: asked, ...rest }: FollowRequest): Promise<FollowResult> {
    const job = { api: this.#options.api, jobId: rest.jobId };
    const request = { ...rest, channel: this.#options.registry.addressOf(asked, job) };
    const key = followKey({ ...job, ...request });
    return this.#options.commandLock.run(key, async () => {
      try {
        const result = (await this.#join(key, request)) ?? (await this.#register(request));
        // Channel notifications, or somebody who shares it, may have come first after all: that one is joined.
        return result ?? (await this.#join(key, request)) ?? { kind: "store-down" };
      } catch (error) {
        // A StoreError before anything was stored, or a defect: either way nothing was promised.
        this.#options.log.error({ jobId: request.jobId, err: error }, "follow.not_registered");
        return { kind: "store-down" };
      }
    });
  }

  /** Looks at a job that was just paid for, and shows its status: its follow is stored, and stays whatever comes. */
  async showMade(follow: Follow): Promise<FollowResult> {
    const release = this.#options.poller.hold(followKey(follow));
    return this.#look({ follow, before: undefined }).finally(release);
  }

  /** Ends what is still being shown; the next start takes it up. */
  stop(): void {
    this.#stopping.abort();
  }

  /** One more person waits for what this channel follows already. */
  async #join(key: string, request: FollowRequest): Promise<FollowResult | undefined> {
    const { registry, quotas } = this.#options;
    const { userId, channel } = request;
    let hasRoom = true;
    let wasUnasked = false;
    let isStopped = false;
    let isYours = false;
    const follow = await registry.update(key, (current) => {
      isStopped = current.outcome?.kind === "forgotten";
      if (isStopped) return current;
      const joined = addRequester(current, userId);
      isYours = joined === current;
      wasUnasked = current.origin === "notification";
      hasRoom = isYours || registry.hasRoomFor(userId, channel, quotas);
      return hasRoom ? joined : current;
    });
    if (!follow || isStopped) return undefined;
    if (!hasRoom) return this.#refuse(request, "user");
    const over = follow.state !== "pending";
    // What only channel notifications followed has no status message yet.
    const refusal = wasUnasked && !over ? await this.#showStatus(key) : undefined;
    if (refusal) await this.#leave(follow, userId);
    const current = registry.get(key) ?? follow;
    const { statusMessage } = current;
    // Nothing else would try again until the job's status changes.
    if (wasUnasked && !refusal && !statusMessage) this.#options.statusUpdater.add(current);
    return (
      refusal ?? { kind: "already-following", jobId: request.jobId, over, isYours, statusMessage }
    );
  }

  /** They were told that nothing comes of it; channel notifications go on following it. */
  async #leave(follow: Follow, userId: string): Promise<void> {
    try {
      await this.#options.registry.updateOf(follow, (current) => removeRequester(current, userId));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#options.log.error({ ...followFields(follow), err: error }, "follow.not_withdrawn");
    }
  }

  /** Undefined: the channel has come to follow it meanwhile. */
  async #register(request: FollowRequest): Promise<FollowResult | undefined> {
    const { registry, clock, api, quotas, newId } = this.#options;
    const { jobId, channel, userId: requester, uploadLimitBytes, locale } = request;
    const asked = { jobId, channel, requester, uploadLimitBytes, locale };
    const follow = createFollow({ ...asked, id: newId(), api, createdAt: clock.now() });
    const places = registry.reserve(follow, quotas);
    if (places.full) return this.#refuse(request, places.full);
    try {
      const access = await this.#checkAccess(request);
      if (!access.ok) return { kind: "no-access", problem: access.problem, cure: access.cure };
      const result = await this.#insert(follow);
      return result?.kind === "following" ? { ...result, weakness: access.weakness } : result;
    } finally {
      places.release();
    }
  }

  async #insert(follow: Follow): Promise<FollowResult | undefined> {
    const { registry, poller } = this.#options;
    const release = poller.hold(followKey(follow));
    try {
      // Stored before the API is asked: from here on a crash loses nothing.
      const insertion = await registry.insert(follow);
      return insertion && (await this.#look(insertion));
    } finally {
      release();
    }
  }

  /** Before anything is asked or stored. */
  #refuse({ jobId, channel, userId }: FollowRequest, of: QuotaOwner): FollowResult {
    const { quotas, log } = this.#options;
    const limit = of === "user" ? quotas.followsPerUser : quotas.followsPerChannel;
    const { platform, channel: channelId } = channel;
    log.warn({ jobId, platform, channelId, userId, of, limit }, "follow.refused");
    return { kind: "too-many", of, limit };
  }

  /** From here on the follow is stored, and whatever goes wrong it is followed. */
  async #look(insertion: Insertion): Promise<FollowResult> {
    const { poller, queue, log } = this.#options;
    const { follow } = insertion;
    const result = await poller.look(jobKey(follow), queue);
    if (result?.kind === "not-found" && follow.givenAt === undefined) {
      await this.#withdraw(insertion);
      return { kind: "not-found", message: result.message };
    }
    log.info({ ...followFields(follow), reading: result?.kind }, "follow.registered");
    if (result) await this.#apply(follow, result);
    const refusal = await this.#showStatus(followKey(follow));
    if (refusal && follow.givenAt === undefined) await this.#withdraw(insertion);
    if (refusal) return refusal;
    return {
      kind: "following",
      jobId: follow.jobId,
      over: result?.kind === "job" && result.job.phase !== "running",
      statusMessage: await this.#statusMessage(followKey(follow)),
      trouble: result?.kind === "job" || result?.kind === "not-found" ? undefined : result,
    };
  }

  async #apply(follow: Follow, pollResult: PollResult): Promise<void> {
    try {
      await this.#options.poller.apply(followKey(follow), pollResult);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // The next poll brings the same answer again.
      this.#options.log.error({ ...followFields(follow), err: error }, "follow.not_stored");
    }
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

  async #showStatus(key: string): Promise<NoAccess | undefined> {
    return showFirstStatus(key, { ...this.#options, signal: this.#stopping.signal });
  }

  async #statusMessage(key: string): Promise<MessageRef | undefined> {
    const { registry } = this.#options;
    try {
      // A job that was over may already be delivered, and its follow closed.
      return (registry.get(key) ?? (await registry.reread(key)))?.statusMessage;
    } catch {
      return undefined;
    }
  }

  /** Takes back what this command has stored, and nothing else. */
  async #withdraw(insertion: Insertion): Promise<void> {
    const { registry, status, log } = this.#options;
    const { follow } = insertion;
    try {
      const left = await registry.withdraw(insertion, follow.requesters[0] ?? "");
      if (left?.id !== follow.id) status.forget(follow);
    } catch (error) {
      // The store went down in between: the follow stays and ends by itself, told in the channel.
      if (!(error instanceof StoreError)) throw error;
      log.error(
        { ...followFields(follow), key: followKey(follow), err: error },
        "follow.not_withdrawn",
      );
    }
  }
}

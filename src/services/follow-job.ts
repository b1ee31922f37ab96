import type { ChannelRef } from "../core/channel-ref.ts";
import type { FollowResult } from "../core/desk.ts";
import { PlatformError, StoreError } from "../core/errors.ts";
import {
  addRequester,
  createFollow,
  followFields,
  followKey,
  jobKey,
  takeOver,
  type Follow,
  type MessageRef,
} from "../core/follow.ts";
import type { JobReading } from "../core/job.ts";
import type { ChannelAccess } from "../core/invocation.ts";
import type { Clock, Logger, PollQueue } from "../core/ports.ts";
import type { QuotaOwner, Quotas } from "../core/quotas.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import { KeyedLock } from "./keyed-lock.ts";
import { toNoAccess, type NoAccess } from "./no-access.ts";
import type { JobPoller } from "./poll-job.ts";
import type { StatusMessages } from "./status-message.ts";
import type { StatusSync } from "./status-sync.ts";
import { within } from "./within.ts";

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

/** What a {@link FollowJob} works with. */
export interface FollowJobOptions {
  readonly registry: FollowRegistry;
  readonly poller: JobPoller;
  readonly queue: PollQueue;
  readonly status: StatusMessages;
  /** Has the status message shown later. */
  readonly statusSync: Pick<StatusSync, "add">;
  readonly clock: Clock;
  readonly log: Logger;
  /** The job API that new follows belong to. */
  readonly api: string;
  readonly newId: () => string;
  readonly quotas: Quotas;
}

/** The answer waits this long for the status message, to link it; a long upload may be before it in the channel. */
const STATUS_WAIT_MS = 2_000;
/** Why a status message could not be posted, where that means that no result can be either. */
const NO_ACCESS = new Set<PlatformError["code"]>(["forbidden", "channel_lost"]);

/** The use case behind `/pika-status`: registers a follow durably, shows its status, or says why not. */
export class FollowJob {
  readonly #options: FollowJobOptions;
  readonly #lock = new KeyedLock();
  readonly #stopping = new AbortController();

  constructor(options: FollowJobOptions) {
    this.#options = options;
  }

  /** Commands for the same job in the same channel wait for each other, so that only one registers it. Never rejects. */
  async follow({ channel: asked, ...rest }: FollowRequest): Promise<FollowResult> {
    const job = { api: this.#options.api, jobId: rest.jobId };
    const request = { ...rest, channel: this.#options.registry.addressOf(asked, job) };
    const key = followKey({ ...job, ...request });
    return this.#lock.run(key, async () => {
      try {
        return (await this.#join(key, request)) ?? (await this.#begin(key, request));
      } catch (error) {
        // A StoreError before anything was stored, or a defect of ours: either way nothing was promised.
        this.#options.log.error({ jobId: request.jobId, err: error }, "follow.not_registered");
        return { kind: "store-down" };
      }
    });
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
    const current = registry.get(key) ?? follow;
    // Nothing else would try again until the job's status changes.
    if (wasUnasked && !refusal && !current.statusMessage) this.#options.statusSync.add(current);
    const { statusMessage } = current;
    return refusal ?? { kind: "already-following", over, isYours, statusMessage };
  }

  /** Where channel notifications, or somebody who shares it, came first after all, that one is joined. */
  async #begin(key: string, request: FollowRequest): Promise<FollowResult> {
    const result = await this.#register(key, request);
    return result ?? (await this.#join(key, request)) ?? { kind: "store-down" };
  }

  /** Undefined: the channel has come to follow it meanwhile. */
  async #register(key: string, request: FollowRequest): Promise<FollowResult | undefined> {
    const { registry, clock, api, quotas, newId } = this.#options;
    const { jobId, channel, userId: requester, uploadLimitBytes, locale } = request;
    const asked = { jobId, channel, requester, uploadLimitBytes, locale };
    const begun = createFollow({ ...asked, id: newId(), api, createdAt: clock.now() });
    const follow = takeOver(begun, registry.get(key));
    const places = registry.reserve(begun, quotas);
    if (places.full) return this.#refuse(request, places.full);
    try {
      const access = await this.#checkAccess(request);
      if (!access.ok) return { kind: "no-access", problem: access.problem, cure: access.cure };
      const result = await this.#insert(key, follow);
      return result?.kind === "following" ? { ...result, weakness: access.weakness } : result;
    } finally {
      places.release();
    }
  }

  async #insert(key: string, follow: Follow): Promise<FollowResult | undefined> {
    const { registry, poller } = this.#options;
    const release = poller.hold(key);
    try {
      // Stored before the API is asked: from here on a crash loses nothing.
      return (await registry.insert(follow)) ? await this.#look(follow) : undefined;
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
  async #look(follow: Follow): Promise<FollowResult> {
    const { poller, queue, log } = this.#options;
    const key = followKey(follow);
    const reading = await poller.look(jobKey(follow), queue);
    if (reading?.kind === "not-found") {
      await this.#withdraw(key);
      return { kind: "not-found", message: reading.message };
    }
    log.info({ ...followFields(follow), reading: reading?.kind }, "follow.registered");
    if (reading) await this.#apply(follow, reading);
    const refusal = await this.#showStatus(key);
    if (refusal) return refusal;
    return {
      kind: "following",
      over: reading?.kind === "job" && reading.job.phase !== "running",
      statusMessage: await this.#statusMessage(key),
      trouble: reading?.kind === "job" ? undefined : reading,
    };
  }

  async #apply(follow: Follow, reading: JobReading): Promise<void> {
    try {
      await this.#options.poller.apply(followKey(follow), reading, { isFirst: true });
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

  /** Posts the status message; where the platform forbids it, the follow is withdrawn and the reason told. */
  async #showStatus(key: string): Promise<NoAccess | undefined> {
    const { status, log, clock } = this.#options;
    const failing = status.sync(key, this.#stopping.signal).then(
      () => undefined,
      (error: unknown) => {
        log.warn({ key, err: error }, "status.not_shown");
        return error;
      },
    );
    const error = await within(clock, STATUS_WAIT_MS, failing);
    if (!(error instanceof PlatformError) || !NO_ACCESS.has(error.code)) return undefined;
    await this.#withdraw(key);
    return toNoAccess(error);
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

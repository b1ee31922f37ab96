import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { FollowResult, RetryCheck, RetryResult } from "../../core/command-context.ts";
import { StoreError } from "../../core/errors.ts";
import { addRequester, followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import type { ChannelAccess } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { QuotaOwner, Quotas } from "../../core/channel/quotas.ts";
import { createRetryIntent, type RetryPolicy } from "../../core/follow/retry-intent.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowJob } from "./follow-job.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { GuardedJobSource } from "../runtime/guarded-job-source.ts";
import type { RetryIntents } from "./retry-intents.ts";

/** A confirmation so soon after another one means the job that was just started. */
const SAME_MS = 10_000;

/** Options of {@link RetryJob}. */
export interface RetryJobOptions {
  readonly api: GuardedJobSource;
  readonly registry: FollowRegistry;
  readonly finder: FollowFinder;
  readonly intents: RetryIntents;
  readonly follows: Pick<FollowJob, "showMade">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly quotas: Quotas;
  readonly newId: () => string;
  readonly retry?: RetryPolicy;
}

/** Somebody who presses a button that is about running a job again. */
export interface RetryRequest {
  readonly followId: string;
  readonly channel: ChannelRef;
  readonly userId: string;
  readonly locale: string;
  readonly uploadLimitBytes?: number | undefined;
  readonly canManageChannel: () => Promise<boolean>;
  readonly checkAccess: () => Promise<ChannelAccess>;
}

interface Run {
  readonly result: Promise<RetryResult>;
  /** Until when another confirmation means the same; undefined while it is under way. */
  sameUntilMs?: number;
}

/** The use case behind the button "Run again": the job API runs the job again, and the new job is followed in its place. */
export class RetryJob {
  readonly #options: RetryJobOptions;
  /** Under way, or just over, by the key of the follow. */
  readonly #runs = new Map<string, Run>();

  constructor(options: RetryJobOptions) {
    this.#options = options;
  }

  /** Whether this person may have the job run again, before they are asked whether they are sure. Rejects with a StoreError. */
  async check(request: RetryRequest): Promise<RetryCheck> {
    const found = await this.#find(request);
    return "follow" in found ? { kind: "job", jobId: found.follow.jobId } : found;
  }

  /** Asks the API once, whatever comes of it. Rejects with a StoreError before that. */
  async retry(request: RetryRequest): Promise<RetryResult> {
    const found = await this.#find(request);
    if (!("follow" in found)) return found;
    const { follow } = found;
    const key = followKey(follow);
    const nowMs = this.#options.clock.monotonicMs();
    for (const [each, { sameUntilMs = Infinity }] of this.#runs)
      if (sameUntilMs <= nowMs) this.#runs.delete(each);
    const known = this.#runs.get(key);
    if (known) return this.#joinRun(known, follow, request);
    const run: Run = { result: this.#start(follow, request) };
    this.#runs.set(key, run);
    let result: RetryResult | undefined;
    try {
      result = await run.result;
      return result;
    } finally {
      if (result?.kind === "started") run.sameUntilMs = this.#options.clock.monotonicMs() + SAME_MS;
      else this.#runs.delete(key);
    }
  }

  async #find(
    request: RetryRequest,
  ): Promise<{ readonly follow: Follow } | Exclude<RetryCheck, { kind: "job" }>> {
    const { finder, retry = "requesters" } = this.#options;
    const follow = await finder.find(request.channel, request);
    if (!follow) return { kind: "not-found" };
    const { jobId, requesters } = follow;
    if (retry === "off") return { kind: "off" };
    if (!follow.job?.isRetryable || !follow.outcome) return { kind: "not-retryable", jobId };
    const isTheirs = retry === "everyone" || requesters.includes(request.userId);
    if (!isTheirs && !(await request.canManageChannel())) return { kind: "not-yours" };
    return { follow };
  }

  async #start(follow: Follow, request: RetryRequest): Promise<RetryResult> {
    const { api, registry, quotas, clock, newId, log } = this.#options;
    const blocked = api.blockedBy();
    if (blocked) return { kind: "trouble", trouble: blocked };
    const { userId, locale } = request;
    const limit = request.uploadLimitBytes ?? follow.uploadLimitBytes;
    const place = { userId, locale, uploadLimitBytes: limit, createdAt: clock.now() };
    const intent = createRetryIntent(follow, { ...place, id: newId() });
    const places = registry.reserve(intent, quotas);
    if (places.full) return { kind: "refused", refusal: this.#tooMany(intent, places.full) };
    try {
      const access = await this.#checkAccess(request, intent);
      if (!access.ok) return { kind: "refused", refusal: { ...access, kind: "no-access" } };
      // Stored before the API is asked: from here on no crash loses what is paid for.
      if (!(await registry.insert(intent))) return await this.#joinUnknown(intent);
    } finally {
      places.release();
    }
    log.info({ ...followFields(intent), userId }, "retry.begun");
    return this.#ask(intent);
  }

  /** Sent once: a request that may have taken effect is never repeated. */
  async #ask(intent: Follow): Promise<RetryResult> {
    const { api, intents, log } = this.#options;
    const pollResult = await api.retryJob(intent.jobId);
    log.info({ ...followFields(intent), pollResult: pollResult.kind }, "job.retried");
    switch (pollResult.kind) {
      case "started":
        return {
          kind: "started",
          jobId: pollResult.jobId,
          follow: await this.#show(intent, pollResult),
        };
      case "unknown":
        intents.search(intent);
        return { kind: "unknown" };
      case "not-understood":
        intents.search(intent);
        return { kind: "trouble", trouble: pollResult };
      default:
        await intents.drop(intent);
    }
    switch (pollResult.kind) {
      case "not-found":
        return { kind: "gone", message: pollResult.message };
      case "moderated":
        return { kind: "moderated", message: pollResult.message };
      case "queue-full":
        return { kind: "queue-full" };
      default:
        return { kind: "trouble", trouble: pollResult };
    }
  }

  async #show(intent: Follow, { jobId }: { jobId: string }): Promise<FollowResult> {
    const { intents, follows, log } = this.#options;
    try {
      return await follows.showMade(await intents.follow(intent, jobId));
    } catch (error) {
      // It is tried again until the store takes it, and the intent is there after a restart.
      log.error({ ...followFields(intent), err: error }, "follow.not_registered");
      return { kind: "store-down" };
    }
  }

  /** Somebody else has confirmed it, too: one job for both, and both are told of its result. */
  async #joinRun(run: Run, source: Follow, { userId }: RetryRequest): Promise<RetryResult> {
    const key = followKey({ ...source, origin: "retry" });
    const isEarly = await this.#join(key, userId, source);
    if (isEarly === "full") return this.#withoutRoom(run, source);
    const result = await run.result;
    if (result.kind !== "started" || result.follow.kind === "store-down") return result;
    const { api, channel } = source;
    await this.#join(followKey({ api, channel, jobId: result.jobId }), userId, source);
    return result;
  }

  async #withoutRoom(run: Run, source: Follow): Promise<RetryResult> {
    const result = await run.result;
    return result.kind === "started"
      ? { ...result, follow: this.#tooMany(source, "user") }
      : result;
  }

  /** An earlier retry of the job is not cleared up yet: nobody knows whether a job is in the making. */
  async #joinUnknown(intent: Follow): Promise<RetryResult> {
    await this.#join(followKey(intent), intent.requesters[0] ?? "", intent);
    return { kind: "unknown" };
  }

  async #join(key: string, userId: string, { channel }: Follow): Promise<"joined" | "full"> {
    const { registry, quotas, log } = this.#options;
    let hasRoom = true;
    try {
      await registry.update(key, (current) => {
        const joined = addRequester(current, userId);
        hasRoom = joined === current || registry.hasRoomFor(userId, channel, quotas);
        return hasRoom ? joined : current;
      });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log.error({ key, err: error }, "follow.not_stored");
    }
    return hasRoom ? "joined" : "full";
  }

  #tooMany(follow: Follow, of: QuotaOwner): Extract<FollowResult, { kind: "too-many" }> {
    const { quotas, log } = this.#options;
    const limit = of === "user" ? quotas.followsPerUser : quotas.followsPerChannel;
    log.warn({ ...followFields(follow), of, limit }, "follow.refused");
    return { kind: "too-many", of, limit };
  }

  async #checkAccess({ checkAccess }: RetryRequest, intent: Follow): Promise<ChannelAccess> {
    try {
      return await checkAccess();
    } catch (err) {
      // The platform cannot tell at the moment. Where it then takes no result, whoever asked gets it privately.
      this.#options.log.warn({ ...followFields(intent), err }, "access.unknown");
      return { ok: true };
    }
  }
}

import type { QuotaOwner, Quotas } from "../../core/channel/quotas.ts";
import type { FollowResult, RetryCheck, RetryResult } from "../../core/command-context.ts";
import { StoreError } from "../../core/errors.ts";
import { addRequester, followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import { createRetryIntent, type RetryPolicy } from "../../core/follow/retry-intent.ts";
import type { ChannelAccess } from "../../core/invocation.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { GuardedJobSource } from "../runtime/guarded-job-source.ts";
import type { Asker } from "./asker.ts";
import type { RetryIntents } from "./retry-intents.ts";
import { showNewFollow, type ShowNewFollowDeps } from "./show-new-follow.ts";

/** A confirmation so soon after another one means the job that was just started. */
const SAME_MS = 10_000;

/** A person wants a job to be run again. */
export interface RetryRequest extends Pick<
  Asker,
  "channel" | "userId" | "uploadLimitBytes" | "locale" | "canManageChannel" | "checkAccess"
> {
  readonly followId: string;
}

/** A retry that is under way, or was a moment ago. */
export interface RetryRun {
  readonly result: Promise<RetryResult>;
  /** Until when another confirmation means the same, monotonic; `undefined` while it is under way. */
  sameUntilMs?: number;
}

/** What {@link checkRetry} and {@link retryJob} need. */
export interface RetryJobDeps extends ShowNewFollowDeps {
  readonly api: GuardedJobSource;
  /** Finds the follow in the person's own channel. */
  readonly finder: FollowFinder;
  /** Completes what the API's answer leaves open. */
  readonly intents: RetryIntents;
  /** How many open follows a person and a channel may have. */
  readonly quotas: Quotas;
  /** A new id, unique for ever. */
  readonly newId: () => string;
  /** Who may run a job again. */
  readonly retry: RetryPolicy;
  /** The retries of this process, by the key of the follow: empty at the start, and changed here only. */
  readonly retryRuns: Map<string, RetryRun>;
}

/** Whether a person may run a job again, before they are asked whether they are sure. Rejects with a StoreError. */
export async function checkRetry(deps: RetryJobDeps, request: RetryRequest): Promise<RetryCheck> {
  const found = await find(deps, request);
  return "follow" in found ? { kind: "job", jobId: found.follow.jobId } : found;
}

/**
 * Behind the button "Run again": has the API run the job again, and follows the new job. The API is asked once, whatever
 * comes of it. Rejects with a StoreError before that.
 */
export async function retryJob(deps: RetryJobDeps, request: RetryRequest): Promise<RetryResult> {
  const found = await find(deps, request);
  if (!("follow" in found)) return found;
  const { follow } = found;
  const { retryRuns, clock } = deps;
  const key = followKey(follow);
  const nowMs = clock.monotonicMs();
  for (const [each, { sameUntilMs = Infinity }] of retryRuns)
    if (sameUntilMs <= nowMs) retryRuns.delete(each);
  const known = retryRuns.get(key);
  if (known) return joinRun(deps, known, { follow, request });
  const run: RetryRun = { result: start(deps, follow, request) };
  retryRuns.set(key, run);
  let result: RetryResult | undefined;
  try {
    result = await run.result;
    return result;
  } finally {
    if (result?.kind === "started") run.sameUntilMs = clock.monotonicMs() + SAME_MS;
    else retryRuns.delete(key);
  }
}

async function find(
  { finder, retry }: RetryJobDeps,
  request: RetryRequest,
): Promise<{ readonly follow: Follow } | Exclude<RetryCheck, { kind: "job" }>> {
  const follow = await finder.find(request.channel, request);
  if (!follow) return { kind: "not-found" };
  const { jobId, requesters } = follow;
  if (retry === "off") return { kind: "off" };
  if (!follow.job?.isRetryable || !follow.outcome) return { kind: "not-retryable", jobId };
  const isTheirs = retry === "everyone" || requesters.includes(request.userId);
  if (!isTheirs && !(await request.canManageChannel())) return { kind: "not-yours" };
  return { follow };
}

async function start(
  deps: RetryJobDeps,
  follow: Follow,
  request: RetryRequest,
): Promise<RetryResult> {
  const { api, registry, quotas, clock, newId, log } = deps;
  const blocked = api.blockedBy();
  if (blocked) return { kind: "source-problem", sourceProblem: blocked };
  const { userId, locale } = request;
  const limit = request.uploadLimitBytes ?? follow.uploadLimitBytes;
  const place = { userId, locale, uploadLimitBytes: limit, createdAt: clock.now() };
  const intent = createRetryIntent(follow, { ...place, id: newId() });
  const reservation = registry.reserve(intent, quotas);
  if (reservation.full)
    return { kind: "refused", refusal: tooMany(deps, intent, reservation.full) };
  try {
    const access = await checkAccess(deps, request, intent);
    if (!access.ok) return { kind: "refused", refusal: { ...access, kind: "no-access" } };
    // Stored before the API is asked: from here on no crash loses what is paid for.
    if (!(await registry.insert(intent))) return await joinUnknown(deps, intent);
  } finally {
    reservation.release();
  }
  log.info({ ...followFields(intent), userId }, "retry.begun");
  return askApi(deps, intent);
}

/** Sent once: a request that may have taken effect is never repeated. */
async function askApi(deps: RetryJobDeps, intent: Follow): Promise<RetryResult> {
  const { api, intents, log } = deps;
  const answer = await api.retryJob(intent.jobId);
  log.info({ ...followFields(intent), reading: answer.kind }, "job.retried");
  switch (answer.kind) {
    case "started": {
      const { jobId } = answer;
      return { kind: "started", jobId, follow: await followStarted(deps, intent, jobId) };
    }
    case "unknown":
      intents.search(intent);
      return { kind: "unknown" };
    case "not-understood":
      intents.search(intent);
      return { kind: "source-problem", sourceProblem: answer };
    default:
      await intents.drop(intent);
  }
  switch (answer.kind) {
    case "not-found":
      return { kind: "gone", message: answer.message };
    case "moderated":
      return { kind: "moderated", message: answer.message };
    case "queue-full":
      return { kind: "queue-full" };
    default:
      return { kind: "source-problem", sourceProblem: answer };
  }
}

/** The new job is paid for: its follow is stored, and stays whatever comes. */
async function followStarted(
  deps: RetryJobDeps,
  intent: Follow,
  jobId: string,
): Promise<FollowResult> {
  const { intents, poller, log } = deps;
  try {
    const follow = await intents.follow(intent, jobId);
    const release = poller.hold(followKey(follow));
    return await showNewFollow(deps, { follow, before: undefined }).finally(release);
  } catch (error) {
    // It is tried again until the store takes it, and the intent is there after a restart.
    log.error({ ...followFields(intent), err: error }, "follow.not_registered");
    return { kind: "store-down" };
  }
}

/** Another person has confirmed it, too: one job for both, and both are told of its result. */
async function joinRun(
  deps: RetryJobDeps,
  run: RetryRun,
  {
    follow: source,
    request: { userId },
  }: { readonly follow: Follow; readonly request: RetryRequest },
): Promise<RetryResult> {
  const { api, channel } = source;
  const hasRoom = await join(deps, followKey({ ...source, origin: "retry" }), { userId, channel });
  const result = await run.result;
  if (result.kind !== "started") return result;
  if (!hasRoom) return { ...result, follow: tooMany(deps, source, "user") };
  if (result.follow.kind === "store-down") return result;
  await join(deps, followKey({ api, channel, jobId: result.jobId }), { userId, channel });
  return result;
}

/** An earlier retry of the job is not cleared up yet: it is not known whether a new job runs. */
async function joinUnknown(deps: RetryJobDeps, intent: Follow): Promise<RetryResult> {
  const { channel, requesters } = intent;
  await join(deps, followKey(intent), { userId: requesters[0] ?? "", channel });
  return { kind: "unknown" };
}

/** Adds a person to an open follow; resolves with whether they have room for it. */
async function join(
  { registry, quotas, log }: RetryJobDeps,
  key: string,
  { userId, channel }: Pick<RetryRequest, "userId" | "channel">,
): Promise<boolean> {
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
  return hasRoom;
}

function tooMany(
  { quotas, log }: RetryJobDeps,
  follow: Follow,
  of: QuotaOwner,
): Extract<FollowResult, { kind: "too-many" }> {
  const limit = of === "user" ? quotas.followsPerUser : quotas.followsPerChannel;
  log.warn({ ...followFields(follow), of, limit }, "follow.refused");
  return { kind: "too-many", of, limit };
}

async function checkAccess(
  { log }: RetryJobDeps,
  { checkAccess: check }: RetryRequest,
  intent: Follow,
): Promise<ChannelAccess> {
  try {
    return await check();
  } catch (err) {
    // The platform cannot tell at the moment. If it then takes no result, the requesters get it privately.
    log.warn({ ...followFields(intent), err }, "access.unknown");
    return { ok: true };
  }
}

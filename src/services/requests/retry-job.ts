import type { Quotas } from "../../core/channel/quotas.ts";
import type { RetryCheck, RetryResult } from "../../core/command-context.ts";
import type { FollowResult } from "../../core/follow-result.ts";
import { followFields, followKey, type Follow } from "../../core/follow/follow.ts";
import {
  CLOCK_DIFFERENCE_MS,
  createRetryIntent,
  justStartedAs,
  SAME_RETRY_MS,
  type RetryPolicy,
} from "../../core/follow/retry-intent.ts";
import type { ChannelAccess } from "../../core/invocation.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { GuardedJobSource } from "../runtime/sources/guarded-job-source.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import type { Asker } from "./asker.ts";
import { isRetryOver, joinRetry } from "./join-retry.ts";
import type { RetryIntents } from "./retry-intents.ts";
import { joinRun, tooMany, type RetryRun } from "./retry-run.ts";
import { showNewFollow, type ShowNewFollowDeps } from "./follow/show-new-follow.ts";

/** A request to run a job of the person's channel again. */
export interface RetryRequest extends Pick<
  Asker,
  "channel" | "userId" | "uploadLimitBytes" | "locale" | "canManageChannel" | "checkAccess"
> {
  readonly followId: string;
}

/** Dependencies of {@link checkRetry} and {@link retryJob}. */
export interface RetryJobDeps extends ShowNewFollowDeps {
  readonly sources: Pick<JobSources, "get">;
  /** Finds the follow, in the person's own channel only. */
  readonly finder: FollowFinder;
  /** Follows the new job, also if the API's answer is lost. */
  readonly intents: Pick<RetryIntents, "follow" | "drop" | "search">;
  /** How many open follows a person and a channel may have. */
  readonly quotas: Quotas;
  /** Returns a globally unique id. */
  readonly newId: () => string;
  /** Who may run a job again. */
  readonly retry: RetryPolicy;
  /** The retries in progress, by follow key. Empty at the start; only {@link retryJob} changes it. */
  readonly retryRuns: Map<string, RetryRun>;
  /** Whether other processes run jobs again, too. Default: this is the only one. */
  readonly isShared?: boolean | undefined;
  /** Aborts at a stop: then nothing is waited for. */
  readonly stopSignal: AbortSignal;
}

/** Resolves with whether a person may run a job again, to ask them whether they are sure. Rejects with a StoreError. */
export async function checkRetry(deps: RetryJobDeps, request: RetryRequest): Promise<RetryCheck> {
  const found = await find(deps, request);
  return "follow" in found ? { kind: "job", jobId: found.follow.jobId } : found;
}

/**
 * The confirmation of "Run again": asks the API, only once, to run the job again, and follows the new job. Resolves with
 * the result. Rejects with a StoreError if the store fails before the API is asked.
 */
export async function retryJob(deps: RetryJobDeps, request: RetryRequest): Promise<RetryResult> {
  const found = await find(deps, request);
  if (!("follow" in found)) return found;
  const { follow } = found;
  const { retryRuns, clock } = deps;
  const key = followKey(follow);
  const nowMs = clock.monotonicMs();
  for (const [each, { sameUntilMs = Infinity }] of retryRuns)
    if (sameUntilMs + CLOCK_DIFFERENCE_MS <= nowMs) retryRuns.delete(each);
  const known = retryRuns.get(key);
  if (known && (known.sameUntilMs ?? Infinity) > nowMs)
    return joinRun(deps, known, { follow, request });
  const run: RetryRun = { result: start(deps, follow, { ...request, over: known?.startedAs }) };
  retryRuns.set(key, run);
  let result: RetryResult | undefined;
  try {
    result = await run.result;
    return result;
  } finally {
    if (result?.kind === "started") {
      run.sameUntilMs = clock.monotonicMs() + SAME_RETRY_MS;
      run.startedAs = result.jobId;
    } else retryRuns.delete(key);
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

type StartRequest = RetryRequest & { readonly over: string | undefined };

async function start(
  deps: RetryJobDeps,
  follow: Follow,
  request: StartRequest,
): Promise<RetryResult> {
  const { isShared = false } = deps;
  let result = await startOnce(deps, follow, request);
  // Another process may be asking the API at the moment. If that starts no job, this person's request counts.
  if (result === "in progress" && isShared && (await isRetryOver(deps, follow)))
    result = await startOnce(deps, follow, request);
  return result === "in progress" ? { kind: "unknown", sourceName: follow.sourceName } : result;
}

/** Resolves with "in progress" if an earlier retry of the job has no answer yet. The person has joined that one then. */
async function startOnce(
  deps: RetryJobDeps,
  follow: Follow,
  request: StartRequest,
): Promise<RetryResult | "in progress"> {
  const { sources, registry, quotas, clock, newId, log } = deps;
  const source = sources.get(follow.source);
  if (!source) return { kind: "off" };
  const blocked = source.blockedBy();
  const { sourceName } = follow;
  if (blocked) return { kind: "source-problem", sourceProblem: { ...blocked, sourceName } };
  const { userId, locale } = request;
  const limit = request.uploadLimitBytes ?? follow.uploadLimitBytes;
  const asked = { userId, locale, uploadLimitBytes: limit, createdAt: clock.now() };
  const intent = createRetryIntent(follow, { ...asked, id: newId() });
  const reservation = await registry.reserve(intent, quotas);
  if (reservation.full)
    return { kind: "refused", refusal: tooMany(deps, intent, reservation.full) };
  let ended: Follow | undefined;
  try {
    const access = await checkAccess(deps, request, intent);
    if (!access.ok) return { kind: "refused", refusal: { ...access, kind: "no-access" } };
    // Stored before the API is asked: from here on, a crash does not lose a job that is paid for.
    const insertion = await registry.insert(intent);
    if (!insertion) {
      await joinRetry(deps, followKey(intent), userId);
      return "in progress";
    }
    ended = insertion.before;
  } finally {
    await reservation.release();
  }
  const startedAs = justStartedAs(ended, clock.now());
  // Another process has run the job again: both people get the result of that one. Our own clock knows when ours is over.
  if (startedAs !== undefined && startedAs !== request.over)
    return toStarted(deps, { ...intent, closedAt: ended?.closedAt }, startedAs);
  log.info({ ...followFields(intent), userId }, "retry.begun");
  return askApi(deps, source, intent);
}

/** Asks the API once. A request that may have taken effect is never repeated. */
async function askApi(
  deps: RetryJobDeps,
  source: GuardedJobSource,
  intent: Follow,
): Promise<RetryResult> {
  const { intents, log } = deps;
  const { sourceName } = intent;
  const answer = await source.retryJob(intent.jobId);
  log.info({ ...followFields(intent), reading: answer.kind }, "job.retried");
  switch (answer.kind) {
    case "started":
      return toStarted(deps, intent, answer.jobId);
    case "unknown":
      intents.search(intent);
      return { kind: "unknown", sourceName };
    case "not-understood":
      intents.search(intent);
      return { kind: "source-problem", sourceProblem: { ...answer, sourceName } };
    default:
      await intents.drop(intent);
  }
  switch (answer.kind) {
    case "not-found":
      return { kind: "gone", sourceName, message: answer.message };
    case "moderated":
      return { kind: "moderated", sourceName, message: answer.message };
    case "queue-full":
      return { kind: "queue-full" };
    default:
      return { kind: "source-problem", sourceProblem: { ...answer, sourceName } };
  }
}

const toStarted = async (
  deps: RetryJobDeps,
  intent: Follow,
  jobId: string,
): Promise<RetryResult> => ({
  kind: "started",
  jobId,
  follow: await followStarted(deps, intent, jobId),
});

/** Follows the new job. It is paid for, so its follow stays even if it cannot be shown here. */
async function followStarted(
  deps: RetryJobDeps,
  intent: Follow,
  jobId: string,
): Promise<FollowResult> {
  const { intents, poller, log } = deps;
  try {
    const follow = await intents.follow(intent, jobId);
    const release = poller.results.hold(followKey(follow));
    return await showNewFollow(deps, { follow, before: undefined }).finally(release);
  } catch (error) {
    // The intents service tries again until the store works; after a restart it finds the intent in the store.
    log.error({ ...followFields(intent), err: error }, "follow.not_registered");
    return { kind: "store-down" };
  }
}

async function checkAccess(
  { log }: RetryJobDeps,
  { checkAccess: check }: RetryRequest,
  intent: Follow,
): Promise<ChannelAccess> {
  try {
    return await check();
  } catch (err) {
    // The platform cannot tell at the moment. If it refuses the result later, the requesters get it as a direct message.
    log.warn({ ...followFields(intent), err }, "access.unknown");
    return { ok: true };
  }
}

import type { CancelCheck, CancelResult } from "../../core/command-context.ts";
import { StoreError } from "../../core/errors.ts";
import { followFields, jobKey, type Follow } from "../../core/follow/follow.ts";
import { CLOCK_DIFFERENCE_MS } from "../../core/follow/retry-intent.ts";
import type { CancelRequestResult } from "../../core/job/job.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { RequestedPolls } from "../following/polling/requested-polls.ts";
import type { GuardedJobSource } from "../runtime/sources/guarded-job-source.ts";
import type { JobSources } from "../runtime/sources/job-sources.ts";
import type { Asker } from "./asker.ts";

/** A request to cancel a job of the person's channel. */
export interface CancelRequest extends Pick<Asker, "channel" | "userId" | "canManageChannel"> {
  readonly followId: string;
}

/** Dependencies of {@link checkCancel} and {@link cancelJob}. */
export interface CancelJobDeps {
  readonly sources: Pick<JobSources, "get">;
  readonly registry: FollowRegistry;
  /** Finds the follow, in the person's own channel only. */
  readonly finder: FollowFinder;
  readonly poller: RequestedPolls;
  /** Starts the poll after a cancellation. */
  readonly queue: Pick<PollQueue, "add">;
  readonly clock: Clock;
  readonly log: Logger;
  /** The cancellations in progress, by job key. Empty at the start; only {@link cancelJob} changes it. */
  readonly cancelRuns: Map<string, Promise<CancelResult>>;
  /** Whether other processes store follows, too. Default: this is the only one. */
  readonly isShared?: boolean | undefined;
}

/** A job that a person may cancel. */
interface Cancellable {
  readonly follow: Follow;
  readonly source: GuardedJobSource;
}

/** Resolves with whether a person may cancel a job, to ask them whether they are sure. Rejects with a StoreError. */
export async function checkCancel(
  deps: CancelJobDeps,
  request: CancelRequest,
): Promise<CancelCheck> {
  const found = await find(deps, request);
  if (!("follow" in found)) return found;
  const { jobId, sourceName } = found.follow;
  return { kind: "job", jobId, sourceName, cost: found.source.cancelCost };
}

/**
 * The confirmation of "Cancel job": asks the API, only once, to cancel the job, for everyone who follows it. The polls show
 * what becomes of it. Resolves with the API's answer. Rejects with a StoreError if the store fails before the API is asked.
 */
export async function cancelJob(
  deps: CancelJobDeps,
  request: CancelRequest,
): Promise<CancelResult> {
  const found = await find(deps, request);
  if (!("follow" in found)) return found;
  const { cancelRuns } = deps;
  const key = jobKey(found.follow);
  // Others may confirm the same at the same time, also in other channels.
  const known = cancelRuns.get(key);
  if (known) return known;
  const run = askApi(deps, found, request.userId).finally(() => cancelRuns.delete(key));
  cancelRuns.set(key, run);
  return run;
}

async function find(
  { finder, sources, registry, isShared }: CancelJobDeps,
  request: CancelRequest,
): Promise<Cancellable | Exclude<CancelCheck, { kind: "job" }>> {
  const follow = await finder.find(request.channel, request);
  if (!follow) return { kind: "not-found" };
  const { jobId, requesters } = follow;
  const isTheirs = requesters.includes(request.userId);
  if (!isTheirs && !(await request.canManageChannel())) return { kind: "not-yours" };
  if (follow.state !== "pending") return { kind: "over", jobId };
  const source = sources.get(follow.source);
  const isFree =
    source && follow.job?.isCancellable && !(await isOthers({ registry, isShared }, follow));
  return isFree ? { follow, source } : { kind: "not-cancellable", jobId };
}

/**
 * Whether another server or workspace has followed the job for longer. Who learns a job's id can follow the job, but not
 * take it away from those who were there before.
 */
async function isOthers(
  { registry, isShared = false }: Pick<CancelJobDeps, "registry" | "isShared">,
  follow: Follow,
): Promise<boolean> {
  const { channel, createdAt } = follow;
  const all = await registry.ofJob(jobKey(follow));
  const place = all.findIndex(({ id }) => id === follow.id);
  return all.some((other, otherPlace) => {
    if (
      other.channel.platform === channel.platform &&
      other.channel.workspace === channel.workspace
    )
      return false;
    // Another process, with another clock, may have stored it. The index has both in their order.
    const isUnsure = isShared && Math.abs(other.createdAt - createdAt) <= CLOCK_DIFFERENCE_MS;
    return isUnsure ? otherPlace < place || place === -1 : other.createdAt < createdAt;
  });
}

async function askApi(
  deps: CancelJobDeps,
  { follow, source }: Cancellable,
  userId: string,
): Promise<CancelResult> {
  const { poller, queue, log } = deps;
  const { jobId, sourceName } = follow;
  const blocked = source.blockedBy();
  if (blocked) return { kind: "source-problem", sourceProblem: { ...blocked, sourceName } };
  // Stored before the API is asked: from here on, a crash does not make a cancelled job look lost.
  const note = { key: jobKey(follow), at: deps.clock.now() };
  await mark(deps, note);
  const answer = await source.cancelJob(jobId);
  log.info({ ...followFields(follow), userId, reading: answer.kind }, "job.cancelled");
  if (!MAY_BE_CANCELLED.has(answer.kind)) await unmark(deps, note);
  // Over a note of another process, which takes that back if its own request fails.
  else await mark(deps, note, { replaces: true }).catch(logNotStored(deps, follow));
  const showNow = (): void => void poller.pollNow(jobKey(follow), queue, { isStale: true });
  switch (answer.kind) {
    case "cancelling":
    case "unknown":
      showNow();
      return { kind: answer.kind, jobId, sourceName };
    case "over":
      showNow();
      return { kind: "over", jobId };
    case "not-found":
      showNow();
      return { kind: "gone", sourceName, message: answer.message };
    default:
      return { kind: "source-problem", sourceProblem: { ...answer, sourceName } };
  }
}

/** Answers after which the job may be cancelled. */
const MAY_BE_CANCELLED: ReadonlySet<CancelRequestResult["kind"]> = new Set([
  "cancelling",
  "unknown",
  "not-understood",
]);

/** A note that the API is asked to cancel a job. */
interface CancelNote {
  /** The job's. */
  readonly key: string;
  /** When it is asked, in Unix milliseconds. Tells the note from those of other processes. */
  readonly at: number;
}

/** Writes the note into all pending follows of the job. `replaces`: also over an earlier one. Rejects with a StoreError. */
async function mark(
  { registry }: CancelJobDeps,
  { key, at }: CancelNote,
  { replaces = false } = {},
): Promise<void> {
  await Promise.all(
    (await registry.ofJob(key)).map((each) =>
      registry.updateOf(each, (current) => {
        const { state, cancelAskedAt } = current;
        return state === "pending" && (replaces || cancelAskedAt === undefined)
          ? { ...current, cancelAskedAt: at }
          : current;
      }),
    ),
  );
}

/** Takes the note back, but none of another process. If the store fails, it stays. */
async function unmark(deps: CancelJobDeps, { key, at }: CancelNote): Promise<void> {
  const { registry } = deps;
  const takeBack = (each: Follow): Promise<unknown> =>
    registry
      .updateOf(each, (current) =>
        current.cancelAskedAt === at ? { ...current, cancelAskedAt: undefined } : current,
      )
      .catch(logNotStored(deps, each));
  const follows = await registry.ofJob(key).catch(() => []);
  await Promise.all(follows.map(takeBack));
}

const logNotStored =
  ({ log }: CancelJobDeps, follow: Follow) =>
  (err: unknown): void => {
    if (!(err instanceof StoreError)) throw err;
    log.error({ ...followFields(follow), err }, "follow.not_stored");
  };

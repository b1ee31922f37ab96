import type { FollowResult } from "../../core/command-context.ts";
import { StoreError } from "../../core/errors.ts";
import {
  followFields,
  followKey,
  jobKey,
  type Follow,
  type MessageRef,
} from "../../core/follow/follow.ts";
import type { PollResult } from "../../core/job/job.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { FollowRegistry, Insertion } from "../following/follow-registry.ts";
import type { JobPoller } from "../following/job-poller.ts";
import { showFirstStatus, type NoAccess } from "../status/show-first-status.ts";
import type { StatusUpdater } from "../status/status-updater.ts";

/** What {@link showNewFollow} needs. */
export interface ShowNewFollowDeps {
  readonly registry: FollowRegistry;
  /** Polls the job for the first time, and applies the result. */
  readonly poller: JobPoller;
  /** Starts the first poll within the rate limit of the API. */
  readonly queue: PollQueue;
  readonly statusUpdater: StatusUpdater;
  readonly clock: Clock;
  readonly log: Logger;
  /** Aborts when the relay stops, after commands were given time to answer. The next start shows what is not shown yet. */
  readonly stopSignal: AbortSignal;
}

/**
 * Polls the job of a follow that was just stored, and shows its status. Withdraws the follow only if the API does not know
 * the job, or if the platform forbids the post; any other failure leaves the job followed. Resolves with the result.
 * A store that fails is logged.
 */
export async function showNewFollow(
  deps: ShowNewFollowDeps,
  insertion: Insertion,
): Promise<FollowResult> {
  const { poller, queue, log } = deps;
  const { follow } = insertion;
  const key = followKey(follow);
  const result = await poller.pollNow(jobKey(follow), queue);
  // The API may not find a job at once that it has just started. That job is paid for, so its follow stays.
  const mayWithdraw = follow.givenAt === undefined;
  if (result?.kind === "not-found" && mayWithdraw) {
    await withdraw(deps, insertion);
    return { kind: "not-found", message: result.message };
  }
  log.info({ ...followFields(follow), reading: result?.kind }, "follow.registered");
  if (result) await apply(deps, follow, result);
  const refusal = await showStatus(deps, follow);
  if (refusal && mayWithdraw) await withdraw(deps, insertion);
  if (refusal) return refusal;
  return {
    kind: "following",
    jobId: follow.jobId,
    over: result?.kind === "job" && result.job.phase !== "running",
    statusMessage: await findStatusMessage(deps, key),
    sourceProblem: result?.kind === "job" || result?.kind === "not-found" ? undefined : result,
  };
}

/** Posts the first status message; resolves with the refusal if the platform forbids that. Never rejects. */
export const showStatus = async (
  { statusUpdater, clock, log, stopSignal: signal }: ShowNewFollowDeps,
  follow: Follow,
): Promise<NoAccess | undefined> => showFirstStatus(follow, { statusUpdater, clock, log, signal });

async function apply(
  { poller, log }: ShowNewFollowDeps,
  follow: Follow,
  pollResult: PollResult,
): Promise<void> {
  try {
    await poller.apply(followKey(follow), pollResult);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // The next poll returns the same status again.
    log.error({ ...followFields(follow), err: error }, "follow.not_stored");
  }
}

async function findStatusMessage(
  { registry }: ShowNewFollowDeps,
  key: string,
): Promise<MessageRef | undefined> {
  try {
    // If the job was over, the follow may be closed already: then only the store has it.
    return (registry.get(key) ?? (await registry.reread(key)))?.statusMessage;
  } catch {
    return undefined;
  }
}

/** Removes the follow that this command stored, unless others have joined it. */
async function withdraw({ registry, log }: ShowNewFollowDeps, insertion: Insertion): Promise<void> {
  const { follow } = insertion;
  try {
    await registry.withdraw(insertion, follow.requesters[0] ?? "");
  } catch (error) {
    // The store went down in between. The follow stays, and its outcome is posted in the channel like any other.
    if (!(error instanceof StoreError)) throw error;
    const fields = { ...followFields(follow), key: followKey(follow), err: error };
    log.error(fields, "follow.not_withdrawn");
  }
}

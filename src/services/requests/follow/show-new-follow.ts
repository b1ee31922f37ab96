import type { FollowResult } from "../../../core/follow-result.ts";
import { StoreError } from "../../../core/errors.ts";
import {
  followFields,
  followKey,
  jobKey,
  type Follow,
  type MessageRef,
} from "../../../core/follow/follow.ts";
import type { PollResult } from "../../../core/job/job.ts";
import type { PollQueue } from "../../../core/ports/poll-queue.ts";
import type { FollowRegistry, Insertion } from "../../following/follow-registry.ts";
import type { RequestedPolls } from "../../following/polling/requested-polls.ts";
import { showFirstStatus, type ShowFirstStatusDeps } from "../../status/show-first-status.ts";

/** Dependencies of {@link showNewFollow}. */
export interface ShowNewFollowDeps extends ShowFirstStatusDeps {
  readonly registry: FollowRegistry;
  /** Polls the job for the first time, and applies the result. */
  readonly poller: RequestedPolls;
  /** Starts the first poll within the rate limit of the API. */
  readonly queue: Pick<PollQueue, "add">;
}

/**
 * Polls the job of a follow that was just stored, and shows its status. Withdraws the follow only if the API does not know
 * the job, or if the platform forbids the post, and never if the relay has just started the job. A store that fails is
 * logged. Resolves with the answer to the request.
 */
export async function showNewFollow(
  deps: ShowNewFollowDeps,
  insertion: Insertion,
): Promise<FollowResult> {
  const { poller, queue, clock, log } = deps;
  const { follow } = insertion;
  const { sourceName, publicId } = follow;
  const key = followKey(follow);
  const startMs = clock.monotonicMs();
  const pollResult = await poller.pollNow(jobKey(follow), queue);
  // The API may not find a job at once that it has just started. That job is paid for, so its follow stays.
  const mayWithdraw = follow.givenAt === undefined;
  if (pollResult?.kind === "not-found" && mayWithdraw) {
    await withdraw(deps, insertion);
    return { kind: "not-found", sourceName, publicId, message: pollResult.message };
  }
  log.info({ ...followFields(follow), reading: pollResult?.kind }, "follow.registered");
  if (pollResult) await apply(deps, follow, pollResult);
  const waitedMs = clock.monotonicMs() - startMs;
  const refusal = await showFirstStatus(deps, follow, { waitedMs });
  if (refusal && mayWithdraw) await withdraw(deps, insertion);
  if (refusal) return refusal;
  return {
    kind: "following",
    jobId: follow.jobId,
    over: pollResult?.kind === "job" && pollResult.job.phase !== "running",
    statusMessage: await findStatusMessage(deps, key),
    sourceProblem:
      pollResult === undefined || pollResult.kind === "job" || pollResult.kind === "not-found"
        ? undefined
        : { ...pollResult, sourceName },
  };
}

async function apply(
  { poller, log }: ShowNewFollowDeps,
  follow: Follow,
  pollResult: PollResult,
): Promise<void> {
  try {
    await poller.results.apply(followKey(follow), pollResult);
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
    return (await registry.ofKey(key))?.statusMessage;
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

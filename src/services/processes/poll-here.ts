import { StoreError } from "../../core/errors.ts";
import type { PollResult } from "../../core/job/job.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { HeldPartition } from "./held-partitions.ts";

/** What is asked of the holder of a job's partition. */
interface Asked {
  readonly jobKey: string;
  /** Whether a recent poll result is out of date. */
  readonly isStale: boolean;
  /** The result of a poll that has just been made elsewhere. */
  readonly known?: PollResult | undefined;
}

/**
 * Polls a job of a partition that this process holds, and applies the result to all its pending follows: the request that
 * asked for it may come from another process, which cannot know what was applied. Resolves like `pollNow`. Never rejects.
 */
export async function pollHere(
  { poller, queue }: Pick<HeldPartition, "poller" | "queue">,
  { jobKey, isStale, known }: Asked,
  registry: Pick<FollowRegistry, "entriesOfJob">,
): Promise<PollResult | undefined> {
  if (known) poller.recent.note(jobKey, known);
  const pollResult = await poller.pollNow(jobKey, queue, { isStale });
  // The command that has stored the follow of an unknown job removes it again.
  if (!pollResult || pollResult.kind === "not-found") return pollResult;
  try {
    const entries = await registry.entriesOfJob(jobKey);
    const pending = entries.filter(({ state }) => state === "pending");
    await poller.results.applyToAll(pending, pollResult);
  } catch (error) {
    // The next poll applies the same status again.
    if (!(error instanceof StoreError)) throw error;
  }
  return pollResult;
}

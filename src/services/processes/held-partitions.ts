import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { settingsKey } from "../../core/channel/channel-settings.ts";
import type { Follow } from "../../core/follow/follow.ts";
import { partitionOf } from "../../core/partition.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { JobPoller } from "../following/job-poller.ts";
import type { PollResultApplier } from "../following/polling/poll-result-applier.ts";
import type { RetryIntents } from "../requests/retry-intents.ts";
import type { RecentPollResults } from "../runtime/sources/recent-poll-results.ts";
import type { StatusUpdater } from "../status/status-updater.ts";

/** A partition that this process holds, as use cases and messages of other processes reach its services. */
export interface HeldPartition {
  readonly poller: Pick<JobPoller, "pollNow" | "lookAgain"> & {
    readonly results: Pick<PollResultApplier, "applyToAll">;
    readonly recent: Pick<RecentPollResults, "note">;
  };
  readonly queue: Pick<PollQueue, "add">;
  readonly statusUpdater: Pick<StatusUpdater, "update" | "updateNow" | "resume">;
  readonly intents: Pick<RetryIntents, "search">;
  /** Acts on a follow of one of its channels that another process has stored. */
  actOn(follow: Follow): void;
  /** Aborts when this process gives it back. */
  readonly ending: AbortSignal;
}

/** The partitions that this process holds now. Empty in a gateway. */
export class HeldPartitions<Held extends HeldPartition> {
  readonly #held = new Map<number, Held>();

  add(partition: number, held: Held): void {
    this.#held.set(partition, held);
  }

  remove(partition: number): void {
    this.#held.delete(partition);
  }

  /** The partition of a job, if it is held here. */
  ofJob(jobKey: string): Held | undefined {
    return this.#held.get(partitionOf(jobKey));
  }

  /** The partition of a channel, if it is held here. */
  ofChannel(channel: ChannelRef): Held | undefined {
    return this.#held.get(partitionOf(settingsKey(channel)));
  }

  all(): readonly Held[] {
    return [...this.#held.values()];
  }
}

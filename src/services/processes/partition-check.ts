import { settingsKey } from "../../core/channel/channel-settings.ts";
import { followKey, jobKey, type Follow } from "../../core/follow/follow.ts";
import { PARTITIONS } from "../../core/partition.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { PollQueue } from "../../core/ports/poll-queue.ts";
import type { DeliveryProgress } from "../delivery/delivery-progress.ts";
import type { FollowReadings } from "../following/polling/follow-readings.ts";
import type { RetryIntents } from "../requests/retry-intents.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { PeriodicService } from "../runtime/periodic-service.ts";

/** Longest time for which an open follow may be overlooked, because a message was lost, in milliseconds. */
const CHECK_EVERY_MS = 60_000;

/** Options of {@link PartitionCheck}. */
export interface PartitionCheckOptions {
  readonly partition: number;
  /** Whether a job key or the settings key of a channel belongs to the partition. */
  readonly contains: (key: string) => boolean;
  readonly registry: Pick<FollowRegistry, "entries" | "retries" | "get">;
  /** Continues the retry of a process that may have died. */
  readonly intents: Pick<RetryIntents, "resume">;
  readonly queue: Pick<PollQueue, "add" | "dueInMs">;
  /** Learns which follows the partition's jobs have. */
  readonly readings: Pick<FollowReadings, "confirm">;
  readonly progress: Pick<DeliveryProgress, "has">;
  /** Acts on a settled follow that is not delivered here yet. */
  readonly actOn: (follow: Follow) => void;
  /** How soon a job that is not queued is polled, in milliseconds: it may be polled at the moment. */
  readonly pollAfterMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Queues, every minute, what is open in a partition and neither queued nor in delivery: a message about it may be lost. The
 * partitions of a process take turns within the minute.
 */
export class PartitionCheck extends PeriodicService<void> {
  readonly #options: PartitionCheckOptions;

  constructor(options: PartitionCheckOptions) {
    const { clock, log, partition } = options;
    const firstPauseMs = CHECK_EVERY_MS * ((partition + 1) / PARTITIONS);
    super({ clock, log, failureEvent: "partition.not_checked", firstPauseMs });
    this.#options = options;
  }

  async pass(): Promise<void> {
    const { partition, contains, registry, intents, readings, clock } = this.#options;
    const readAtMs = clock.monotonicMs();
    const polledHere: IndexedFollow[] = [];
    for await (const entry of registry.entries(partition)) {
      await this.#check(entry);
      if (entry.state === "pending" && contains(jobKey(entry))) polledHere.push(entry);
    }
    for (const [key, pending] of Map.groupBy(polledHere, jobKey))
      readings.confirm(key, pending, readAtMs);
    for await (const entry of registry.retries(partition))
      if (entry.state === "pending" && contains(jobKey(entry))) intents.resume(entry);
  }

  protected override pauseMs(): number {
    return CHECK_EVERY_MS;
  }

  async #check(entry: IndexedFollow): Promise<void> {
    const { contains, registry, queue, progress, actOn, pollAfterMs } = this.#options;
    const key = jobKey(entry);
    if (entry.state === "pending" && contains(key) && queue.dueInMs(key) === undefined)
      queue.add(key, pollAfterMs);
    const isToDeliver = entry.state === "settled" && contains(settingsKey(entry.channel));
    if (!isToDeliver || progress.has(entry)) return;
    const follow = await registry.get(followKey(entry));
    if (follow?.state === "settled") actOn(follow);
  }
}

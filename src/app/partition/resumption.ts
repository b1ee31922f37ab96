import { settingsKey } from "../../core/channel/channel-settings.ts";
import { awaitsFirstPoll } from "../../core/follow/awaits-first-poll.ts";
import { followFields, followKey, jobKey, type Follow } from "../../core/follow/follow.ts";
import { isRetryIntent } from "../../core/follow/retry-intent.ts";
import { resumeDelayMs, type PollIntervals } from "../../core/job/poll-schedule.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { toEntry } from "../../services/following/indexing/to-entry.ts";
import type { Following } from "../create-following.ts";
import type { Media } from "../create-media.ts";
import type { Platforms } from "../platforms.ts";
import type { Partition } from "./create-partition.ts";
import type { Requests } from "./surroundings.ts";

/** Dependencies of {@link Resumption}. */
export interface Resuming {
  readonly partition: Partition;
  readonly registry: Following["registry"];
  readonly media: Pick<Media, "prefetcher">;
  readonly platforms: Pick<Platforms, "isAllowed">;
  /** Polls a job whose follow is here. The job itself may belong to another partition. */
  readonly asks: Pick<Requests, "poller" | "queue">;
  readonly poll: PollIntervals;
  readonly log: Logger;
}

/**
 * Continues what an earlier process left open in a partition. Pending follows are polled, spread over one interval; settled
 * ones are delivered. A follow that the earlier process had only stored is polled before it is shown, because its job may be
 * over. Pending follows in a channel that is no longer allowed are neither polled nor shown, until a start allows the channel
 * again or they expire. Used once.
 */
export class Resumption {
  readonly #resuming: Resuming;
  /** Job keys. */
  readonly #jobs = new Set<string>();
  /** What is continued last. */
  readonly #later: IndexedFollow[] = [];
  #follows = 0;

  constructor(resuming: Resuming) {
    this.#resuming = resuming;
  }

  /** Continues a follow that was read anyway: at once if it is pending and no retry, otherwise in {@link finish}. */
  async add(follow: Follow): Promise<void> {
    if (follow.state === "pending" && !isRetryIntent(follow)) return this.#continue(follow);
    const entry = toEntry(follow);
    if (entry) this.#later.push(entry);
  }

  /** Adds all follows of the partition. None of them was added before. Rejects with a StoreError. */
  async addAll(): Promise<void> {
    const { partition, registry } = this.#resuming;
    for await (const entry of registry.entries(partition.scope.partition)) this.#later.push(entry);
    for await (const entry of registry.retries(partition.scope.partition)) this.#later.push(entry);
  }

  /**
   * Continues what was added and has waited. Resolves once every follow is handed to its service, or when `signal` aborts: the
   * next holder continues the rest. Rejects with a StoreError.
   */
  async finish(signal: AbortSignal): Promise<void> {
    const { partition, registry, poll, log } = this.#resuming;
    const later = this.#later.splice(0);
    const retries = later.filter(isRetryIntent);
    const follows = later.filter((each) => !isRetryIntent(each));
    // In the order in which the jobs ended, so that results arrive in that order.
    follows.sort((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0));
    for (const entry of follows) {
      if (signal.aborted) return;
      // One record at a time: all at once may not fit into the memory.
      const follow = await registry.get(followKey(entry));
      if (follow) await this.#continue(follow);
    }
    for (const entry of retries) await resumeRetry(entry, this.#resuming);
    const count = this.#jobs.size;
    let index = 0;
    for (const key of this.#jobs) partition.queue.add(key, resumeDelayMs(poll, index++, count));
    this.#jobs.clear();
    log.info({ follows: this.#follows, jobs: count }, "follows.resumed");
  }

  async #continue(follow: Follow): Promise<void> {
    const { partition, platforms, registry } = this.#resuming;
    const { poller, scope } = partition;
    this.#follows += 1;
    if (scope.contains(settingsKey(follow.channel))) await show(follow, this.#resuming);
    if (follow.state !== "pending" || !platforms.isAllowed(follow.channel)) return;
    const key = registry.textOf(jobKey(follow));
    if (!scope.contains(key)) return;
    poller.resume(key, follow);
    this.#jobs.add(key);
  }
}

async function resumeRetry(
  entry: IndexedFollow,
  { partition: { scope, intents, deliverer }, registry }: Resuming,
): Promise<void> {
  if (entry.state === "pending" && scope.contains(jobKey(entry))) intents.resume(entry);
  // The earlier process was about to tell the channel that the result of a retry is not known.
  if (entry.state !== "settled" || !scope.contains(settingsKey(entry.channel))) return;
  const intent = await registry.get(followKey(entry));
  if (intent) deliverer.resume(intent);
}

async function show(follow: Follow, resuming: Resuming): Promise<void> {
  const { partition, media, platforms, log } = resuming;
  const { statusUpdater, deliverer } = partition;
  await statusUpdater.resume(follow);
  if (follow.state === "settled") {
    deliverer.resume(follow);
    media.prefetcher?.add(follow);
  } else if (!platforms.isAllowed(follow.channel))
    log.warn({ ...followFields(follow), reason: "channel_not_allowed" }, "follow.parked");
  else if (awaitsFirstPoll(follow)) void pollFirst(follow, resuming);
}

/**
 * A poll applies its own result. If there was no poll, because the API is slow or holds requests back, the problem is
 * applied here, so that the channel is told. Never rejects.
 */
async function pollFirst(
  follow: Follow,
  { asks: { poller, queue }, log }: Resuming,
): Promise<void> {
  try {
    const pollResult = await poller.pollNow(jobKey(follow), queue);
    if (pollResult && pollResult.kind !== "not-found")
      await poller.results.apply(followKey(follow), pollResult);
  } catch (err) {
    log.error({ ...followFields(follow), err }, "follow.not_stored");
  }
}

import { awaitsFirstPoll } from "../core/follow/awaits-first-poll.ts";
import { followFields, followKey, isFinal, jobKey, type Follow } from "../core/follow/follow.ts";
import { resumeDelayMs, type PollIntervals } from "../core/job/poll-schedule.ts";
import type { IndexedFollow } from "../core/ports/follow-index.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Delivery } from "./create-delivery.ts";
import type { Following } from "./create-following.ts";
import type { Platforms } from "./platforms.ts";

/** Dependencies of {@link resumeFollows}. */
export interface Resuming {
  readonly following: Pick<
    Following,
    | "settings"
    | "personalSettings"
    | "costs"
    | "history"
    | "registry"
    | "sources"
    | "poller"
    | "queue"
  >;
  readonly delivery: Pick<Delivery, "statusUpdater" | "deliverer" | "prefetcher">;
  readonly platforms: Platforms;
  readonly poll: PollIntervals;
  readonly log: Logger;
}

/**
 * Continues what an earlier process left open. Pending follows are polled, spread over one interval; settled ones are
 * delivered. A follow that the earlier process had only stored is polled before it is shown, because its job may be over.
 *
 * Follows of a platform or job API that is not enabled stay in the store for a later start. Pending follows in a channel
 * that is no longer allowed are neither polled nor shown, until a start allows the channel again or they expire.
 *
 * Resolves once every follow is handed to its service, or when `signal` aborts: the next start reads the rest. Rejects
 * with a StoreError.
 */
export async function resumeFollows(resuming: Resuming, signal: AbortSignal): Promise<void> {
  await resuming.following.settings.load();
  await resuming.following.personalSettings.load();
  await resuming.following.history.load();
  await load(resuming, signal);
  if (signal.aborted) return;
  const { registry, poller, queue } = resuming.following;
  const { deliverer } = resuming.delivery;
  const { platforms, poll, log } = resuming;
  // In the order in which the jobs ended, so that results arrive in that order.
  const entries: IndexedFollow[] = [];
  for await (const entry of registry.entries()) entries.push(entry);
  entries.sort((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0));
  const jobs = new Set<string>();
  for (const entry of entries) {
    // One record at a time: all at once may not fit into the memory.
    const follow = await registry.get(followKey(entry));
    if (!follow) continue;
    await show(follow, resuming);
    if (follow.state !== "pending" || !platforms.isAllowed(follow.channel)) continue;
    poller.resume(follow);
    jobs.add(jobKey(follow));
  }
  // The earlier process was about to tell the channel that the result of a retry is not known.
  for await (const entry of registry.retries()) {
    const intent = entry.state === "settled" && (await registry.get(followKey(entry)));
    if (intent) deliverer.resume(intent);
  }
  for (const [index, key] of [...jobs].entries())
    queue.add(key, resumeDelayMs(poll, index, jobs.size));
  log.info({ follows: entries.length, jobs: jobs.size }, "follows.resumed");
}

async function load(
  { following, delivery, platforms, log }: Resuming,
  signal: AbortSignal,
): Promise<void> {
  const { costs, registry, sources } = following;
  const onEach = async (follow: Follow): Promise<void> => {
    if (isFinal(follow)) {
      await delivery.statusUpdater.resume(follow);
      costs.add(follow);
      return;
    }
    const isPlatformOn = platforms.adapters.has(follow.channel.platform);
    if (!isPlatformOn || !sources.get(follow.source))
      log.warn(followFields(follow), "follow.parked");
  };
  await registry.load(onEach, signal);
}

async function show(follow: Follow, resuming: Resuming): Promise<void> {
  const { platforms, log } = resuming;
  resuming.following.costs.add(follow);
  const { statusUpdater, deliverer, prefetcher } = resuming.delivery;
  await statusUpdater.resume(follow);
  if (follow.state === "settled") {
    deliverer.resume(follow);
    prefetcher?.add(follow);
  } else if (!platforms.isAllowed(follow.channel))
    log.warn({ ...followFields(follow), reason: "channel_not_allowed" }, "follow.parked");
  else if (awaitsFirstPoll(follow)) void pollFirst(follow, resuming);
}

/**
 * A poll applies its own result. If there was no poll, because the API is slow or holds requests back, the problem is
 * applied here, so that the channel is told. Never rejects.
 */
async function pollFirst(follow: Follow, { following, log }: Resuming): Promise<void> {
  const { poller, queue } = following;
  try {
    const pollResult = await poller.pollNow(jobKey(follow), queue);
    if (pollResult && pollResult.kind !== "not-found")
      await poller.results.apply(followKey(follow), pollResult);
  } catch (err) {
    log.error({ ...followFields(follow), err }, "follow.not_stored");
  }
}

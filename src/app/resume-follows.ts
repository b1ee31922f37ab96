import { awaitsFirstPoll } from "../core/follow/awaits-first-poll.ts";
import { followFields, followKey, jobKey, type Follow } from "../core/follow/follow.ts";
import { resumeDelayMs, type PollSchedule } from "../core/job/poll-schedule.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Delivery } from "./create-delivery.ts";
import type { Following } from "./create-following.ts";
import type { Platforms } from "./platforms.ts";

/** What {@link resumeFollows} reads, and what it hands the follows to. */
export interface Resuming {
  readonly following: Pick<Following, "settings" | "registry" | "api" | "poller" | "queue">;
  readonly delivery: Pick<Delivery, "statusUpdater" | "deliverer">;
  readonly platforms: Platforms;
  readonly poll: PollSchedule;
  readonly log: Logger;
}

/**
 * Takes up what an earlier process left: pending follows are polled soon, spread over one interval, settled ones
 * delivered. Those of a platform or job API that is not enabled now are left in the store for a later start. In a
 * channel that is no longer allowed pending ones wait, neither polled nor shown, for a start that allows it again or for
 * their time to be up. What the earlier process had only stored has its first look before it is shown: its job may be over.
 * What is not read when `signal` aborts is left to the next start. Rejects with a StoreError.
 */
export async function resumeFollows(resuming: Resuming, signal: AbortSignal): Promise<void> {
  await resuming.following.settings.load();
  await load(resuming, signal);
  if (signal.aborted) return;
  const { registry, queue } = resuming.following;
  const { deliverer } = resuming.delivery;
  const { platforms, poll, log } = resuming;
  // Results arrive in the order their jobs ended.
  const follows = registry.all().toSorted((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0));
  for (const follow of follows) show(follow, resuming);
  // A channel that an earlier process was about to tell that nobody knows what became of a retry.
  for (const intent of registry.retries()) if (intent.state === "settled") deliverer.resume(intent);
  const polled = follows.filter(
    ({ state, channel }) => state === "pending" && platforms.isAllowed(channel),
  );
  const jobs = new Set(polled.map(jobKey));
  for (const [index, key] of [...jobs].entries())
    queue.add(key, resumeDelayMs(poll, index, jobs.size));
  log.info({ follows: follows.length, jobs: jobs.size }, "follows.resumed");
}

async function load(
  { following, delivery, platforms, log }: Resuming,
  signal: AbortSignal,
): Promise<void> {
  const { registry, api } = following;
  const isServed = (follow: Follow): boolean => {
    const served = platforms.adapters.has(follow.channel.platform) && follow.api === api.name;
    if (!served) log.warn(followFields(follow), "follow.parked");
    return served;
  };
  await registry.load(isServed, (over) => delivery.statusUpdater.resume(over), signal);
}

function show(follow: Follow, resuming: Resuming): void {
  const { platforms, log } = resuming;
  const { statusUpdater, deliverer } = resuming.delivery;
  statusUpdater.resume(follow);
  if (follow.state === "settled") deliverer.resume(follow);
  else if (!platforms.isAllowed(follow.channel))
    log.warn({ ...followFields(follow), reason: "channel_not_allowed" }, "follow.parked");
  else if (awaitsFirstPoll(follow)) void lookFirst(follow, resuming);
}

/** The poll applies what the API says; why it says nothing is applied here, so that the channel is told. Never rejects. */
async function lookFirst(follow: Follow, { following, log }: Resuming): Promise<void> {
  const { poller, queue } = following;
  try {
    const pollResult = await poller.look(jobKey(follow), queue);
    if (pollResult && pollResult.kind !== "not-found")
      await poller.apply(followKey(follow), pollResult);
  } catch (err) {
    log.error({ ...followFields(follow), err }, "follow.not_stored");
  }
}

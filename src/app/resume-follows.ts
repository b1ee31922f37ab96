import type { ChannelRef } from "../core/channel/channel-ref.ts";
import { isUnseen } from "../core/follow/first-look.ts";
import { followFields, followKey, jobKey, type Follow } from "../core/follow/follow.ts";
import { resumeDelayMs, type PollSchedule } from "../core/job/poll-schedule.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { PollQueue } from "../core/ports/poll-queue.ts";
import type { Deliverer } from "../services/delivery/deliverer.ts";
import type { FollowRegistry } from "../services/following/follow-registry.ts";
import type { JobPoller } from "../services/following/job-poller.ts";
import type { StatusMessages } from "../services/status/status-messages.ts";
import type { StatusUpdater } from "../services/status/status-updater.ts";

/**
 * Takes up what an earlier process left: pending follows are polled soon, spread over one interval, settled ones
 * delivered. Those of a platform or job API that is not enabled now are left in the store for a later start. In a
 * channel that is no longer allowed pending ones wait, neither polled nor shown, for a start that allows it again or for
 * their time to be up. What the earlier process had only stored has its first look before it is shown: its job may be over.
 */
export async function resumeFollows(parts: {
  registry: FollowRegistry;
  poller: Pick<JobPoller, "look" | "apply">;
  status: StatusMessages;
  statusUpdater: StatusUpdater;
  deliverer: Deliverer;
  queue: PollQueue;
  schedule: PollSchedule;
  log: Logger;
  /** Aborts at a stop: what is not read by then is left to the next start. */
  signal: AbortSignal;
  accepts(follow: Follow): boolean;
  isAllowed(channel: ChannelRef): boolean;
}): Promise<void> {
  const { registry, status, statusUpdater, deliverer, queue, schedule, log } = parts;
  await registry.load(
    (follow) => {
      const accepted = parts.accepts(follow);
      if (!accepted) log.warn(followFields(follow), "follow.parked");
      return accepted;
    },
    (over) => {
      if (status.owesEnd(over)) statusUpdater.addOver(over);
    },
    parts.signal,
  );
  if (parts.signal.aborted) return;
  // Results arrive in the order their jobs ended.
  const follows = registry.all().toSorted((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0));
  for (const follow of follows) {
    status.resume(follow);
    if (follow.state === "settled") deliverer.resume(follow);
    else if (!parts.isAllowed(follow.channel))
      log.warn({ ...followFields(follow), reason: "channel_not_allowed" }, "follow.parked");
    else if (isUnseen(follow)) void lookFirst(follow, parts);
    else if (status.isStale(follow)) statusUpdater.add(follow);
  }
  // A channel that an earlier process was about to tell that nobody knows what became of a retry.
  for (const intent of registry.retries()) if (intent.state === "settled") deliverer.resume(intent);
  const polled = follows.filter(
    ({ state, channel }) => state === "pending" && parts.isAllowed(channel),
  );
  const jobs = new Set(polled.map(jobKey));
  for (const [index, key] of [...jobs].entries())
    queue.add(key, resumeDelayMs(schedule, index, jobs.size));
  log.info({ follows: follows.length, jobs: jobs.size }, "follows.resumed");
}

/** The poll applies what the API says; why it says nothing is applied here, so that the channel is told. */
async function lookFirst(
  follow: Follow,
  { poller, queue, log }: Pick<Parameters<typeof resumeFollows>[0], "poller" | "queue" | "log">,
): Promise<void> {
  try {
    const pollResult = await poller.look(jobKey(follow), queue);
    if (pollResult && pollResult.kind !== "not-found")
      await poller.apply(followKey(follow), pollResult);
  } catch (err) {
    log.error({ ...followFields(follow), err }, "follow.not_stored");
  }
}

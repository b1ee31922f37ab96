import type { ForgetResult, JobTarget } from "../../core/command-context.ts";
import { followFields, removeRequester, settle, type Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ChannelSettingsRegistry } from "../following/channel-settings-registry.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { Asker } from "./asker.ts";

/** A request to stop following a job in the person's channel. */
export interface ForgetRequest extends Pick<Asker, "channel" | "userId" | "canManageChannel"> {
  readonly target: JobTarget;
}

/** Dependencies of {@link forgetJob}. */
export interface ForgetJobDeps {
  readonly registry: FollowRegistry;
  /** Finds the follow, in the person's own channel only. */
  readonly finder: FollowFinder;
  /** Says whether the channel has notifications on. */
  readonly settings: Pick<ChannelSettingsRegistry, "isNotified">;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * `/pika-forget`: the first requester and people who manage the channel stop a follow for everyone, and the other requesters
 * are told; later requesters only leave. If channel notifications are on, the channel itself waits for the job, and only
 * people who manage it can stop that. Resolves with what was done. Rejects with a StoreError.
 */
export async function forgetJob(
  deps: ForgetJobDeps,
  { target, channel, userId, canManageChannel }: ForgetRequest,
): Promise<ForgetResult> {
  const { registry, finder, clock, log } = deps;
  const follow = await finder.find(channel, target);
  if (!follow) return { kind: "not-found" };
  const { jobId } = follow;
  if (follow.state !== "pending") return { kind: "over", jobId };
  const isChannels = isForChannel(deps, follow);
  const isFirst = ({ requesters }: Follow) => !isChannels && requesters[0] === userId;
  const mayStop = isFirst(follow) || (await canManageChannel());
  if (!mayStop && !follow.requesters.includes(userId)) return { kind: "not-yours" };
  const next = await registry.updateOf(follow, (current) => {
    if (current.state !== "pending") return current;
    return mayStop || isFirst(current)
      ? settle(current, { kind: "forgotten", by: userId }, clock.now())
      : removeRequester(current, userId);
  });
  if (next?.state === "pending") {
    log.info({ ...followFields(next), userId }, "follow.left");
    const goesOnFor = next.requesters.length > 0 ? "others" : "notifications";
    return { kind: "left", jobId, goesOnFor };
  }
  // The job ended in between. Its result is being posted, and there is nothing left to stop.
  if (next?.outcome?.kind !== "forgotten") return { kind: "over", jobId };
  log.info({ ...followFields(next), userId }, "follow.forgotten");
  const told = next.requesters.some((requester) => requester !== userId);
  return { kind: "forgotten", jobId, told };
}

/** Whether the channel itself waits for the job. Notifications are posted in a channel, never in one of its threads. */
function isForChannel({ settings }: ForgetJobDeps, { channel, origin }: Follow): boolean {
  if (origin === "notification") return true;
  return channel.thread === undefined && settings.isNotified(channel);
}

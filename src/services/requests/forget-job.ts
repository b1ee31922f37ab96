import type { ForgetResult, JobTarget } from "../../core/command-context.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { followFields, removeRequester, settle, type Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";

/** A person who asks for something about a job of their channel. */
export interface JobRequest {
  readonly target: JobTarget;
  readonly channel: ChannelRef;
  readonly userId: string;
  readonly canManageChannel: () => Promise<boolean>;
}

/** Options of {@link ForgetJob}. */
export interface ForgetJobOptions {
  readonly registry: FollowRegistry;
  readonly finder: FollowFinder;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the channel itself waits for every job of the account. */
  readonly isNotified: (channel: ChannelRef) => boolean;
}

/**
 * The use case behind `/pika-forget`: the first requester, and people who manage the channel, stop a follow for
 * everybody, and the other requesters are told; later requesters only leave. Where channel notifications are on, the
 * channel itself waits for the job: only people who manage it can stop that.
 */
export class ForgetJob {
  readonly #options: ForgetJobOptions;

  constructor(options: ForgetJobOptions) {
    this.#options = options;
  }

  /** Rejects with a StoreError. */
  async forget({ target, channel, userId, ...person }: JobRequest): Promise<ForgetResult> {
    const { registry, finder, clock, log } = this.#options;
    const follow = await finder.find(channel, target);
    if (!follow) return { kind: "not-found" };
    const { jobId } = follow;
    if (follow.state !== "pending") return { kind: "over", jobId };
    const isChannels = this.#isChannels(follow);
    const isFirst = ({ requesters }: Follow) => !isChannels && requesters[0] === userId;
    const mayStop = isFirst(follow) || (await person.canManageChannel());
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
    // The job ended in between: its result is on the way, and nothing is left to stop.
    if (next?.outcome?.kind !== "forgotten") return { kind: "over", jobId };
    log.info({ ...followFields(next), userId }, "follow.forgotten");
    const told = next.requesters.some((requester) => requester !== userId);
    return { kind: "forgotten", jobId, told };
  }

  /** Notifications are posted in the channel; what a thread of it follows is not theirs. */
  #isChannels({ channel, origin }: Follow): boolean {
    if (origin === "notification") return true;
    return channel.thread === undefined && this.#options.isNotified(channel);
  }
}

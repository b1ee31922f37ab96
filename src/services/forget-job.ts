import type { ForgetResult, JobTarget } from "../core/desk.ts";
import type { ChannelRef } from "../core/channel-ref.ts";
import { followFields, removeRequester, settle, type Follow } from "../core/follow.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { FollowFinder } from "./find-follow.ts";
import type { FollowRegistry } from "./follow-registry.ts";

/** A person who asks for something about a job of their channel. */
export interface JobRequest {
  readonly target: JobTarget;
  readonly channel: ChannelRef;
  readonly userId: string;
  readonly canManageChannel: () => Promise<boolean>;
}

/** What a {@link ForgetJob} works with. */
export interface ForgetJobOptions {
  readonly registry: FollowRegistry;
  readonly finder: FollowFinder;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called after a follow changed durably. */
  readonly onChange: (follow: Follow) => void;
}

/**
 * The use case behind `/pika-forget`: whoever asked first, and whoever manages the channel, stop a follow for everybody,
 * and the others who had asked are told; whoever asked later leaves it to them.
 */
export class ForgetJob {
  readonly #options: ForgetJobOptions;

  constructor(options: ForgetJobOptions) {
    this.#options = options;
  }

  /** Rejects with a StoreError. */
  async forget({ target, channel, userId, ...person }: JobRequest): Promise<ForgetResult> {
    const { registry, finder, clock, log, onChange } = this.#options;
    const follow = await finder.find(channel, target);
    if (!follow) return { kind: "not-found" };
    const { jobId } = follow;
    if (follow.state !== "pending") return { kind: "over", jobId };
    const mayStop = follow.requesters[0] === userId || (await person.canManageChannel());
    if (!mayStop && !follow.requesters.includes(userId)) return { kind: "not-yours" };
    const next = await registry.updateOf(follow, (current) => {
      if (current.state !== "pending") return current;
      return mayStop || current.requesters[0] === userId
        ? settle(current, { kind: "forgotten", by: userId }, clock.now())
        : removeRequester(current, userId);
    });
    if (next?.state === "pending") {
      log.info({ ...followFields(next), userId }, "follow.left");
      onChange(next);
      return { kind: "left", jobId };
    }
    // The job ended in between: its result is on the way, and nothing is left to stop.
    if (next?.outcome?.kind !== "forgotten") return { kind: "over", jobId };
    log.info({ ...followFields(next), userId }, "follow.forgotten");
    onChange(next);
    const told = next.requesters.some((requester) => requester !== userId);
    return { kind: "forgotten", jobId, told };
  }
}

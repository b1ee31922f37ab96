import type { ForgetResult, JobTarget } from "../core/desk.ts";
import type { ChannelRef } from "../core/channel-ref.ts";
import { followFields, settle, type Follow } from "../core/follow.ts";
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
  /** Called after a follow settled durably. */
  readonly onSettled: (follow: Follow) => void;
}

/** The use case behind `/pika-forget`: a channel waits for a job no longer, and those who had asked are told. */
export class ForgetJob {
  readonly #options: ForgetJobOptions;

  constructor(options: ForgetJobOptions) {
    this.#options = options;
  }

  /** Rejects with a StoreError. */
  async forget({ target, channel, userId, ...person }: JobRequest): Promise<ForgetResult> {
    const { registry, finder, clock, log, onSettled } = this.#options;
    const follow = await finder.find(channel, target);
    if (!follow) return { kind: "not-found" };
    const { jobId } = follow;
    if (follow.state !== "pending") return { kind: "over", jobId };
    const isTheirs = follow.requesters.includes(userId);
    if (!isTheirs && !(await person.canManageChannel())) return { kind: "not-yours" };
    const settled = await registry.updateOf(follow, (current) =>
      current.state === "pending"
        ? settle(current, { kind: "forgotten", by: userId }, clock.now())
        : current,
    );
    // The job ended in between: its result is on the way, and nothing is left to stop.
    if (settled?.outcome?.kind !== "forgotten") return { kind: "over", jobId };
    log.info({ ...followFields(settled), userId }, "follow.forgotten");
    onSettled(settled);
    const told = settled.requesters.some((requester) => requester !== userId);
    return { kind: "forgotten", jobId, told };
  }
}

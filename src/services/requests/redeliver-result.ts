import type { RedeliveryResult } from "../../core/command-context.ts";
import { isUndelivered } from "../../core/follow/discard-reason.ts";
import { followFields, followKey } from "../../core/follow/follow.ts";
import { createRedelivery } from "../../core/follow/create-follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { KeyedLock } from "../runtime/keyed-lock.ts";
import type { Asker } from "./asker.ts";

/** A request to post a result that could not be posted before. */
export interface RedeliveryRequest extends Pick<Asker, "channel" | "userId"> {
  /** The id of the discarded follow. */
  readonly followId: string;
}

/** Dependencies of {@link redeliverResult}. */
export interface RedeliverResultDeps {
  readonly registry: FollowRegistry;
  /** Finds the follow, in the person's own channel only. */
  readonly finder: FollowFinder;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a globally unique id. */
  readonly newId: () => string;
  /** Held under the id of a discarded follow while it is opened again, so that two simultaneous requests open it once. */
  readonly redeliveryLock: KeyedLock;
}

/**
 * The button "Post again": stores a new follow that continues the delivery of a discarded one. Resolves with whether that
 * was needed and allowed. Rejects with a StoreError.
 */
export async function redeliverResult(
  { registry, finder, clock, log, newId, redeliveryLock }: RedeliverResultDeps,
  { followId, channel, userId }: RedeliveryRequest,
): Promise<RedeliveryResult> {
  return redeliveryLock.run(followId, async () => {
    const follow = await finder.find(channel, { followId });
    if (!follow) return { kind: "not-found" };
    const { jobId, requesters } = follow;
    const isOpen = (await registry.get(followKey(follow))) !== undefined;
    if (isOpen || !isUndelivered(follow)) return { kind: "not-needed", jobId };
    if (!requesters.includes(userId)) return { kind: "not-yours" };
    const anew = createRedelivery(follow, { id: newId(), settledAt: clock.now() });
    // Another process may have posted it since.
    const insertion = await registry.insert(anew, ({ id }) => id === follow.id);
    if (!insertion) return { kind: "not-needed", jobId };
    log.info({ ...followFields(anew), userId }, "delivery.asked_again");
    return { kind: "trying", jobId };
  });
}

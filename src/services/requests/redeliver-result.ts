import type { RedeliveryResult } from "../../core/command-context.ts";
import { isUndelivered } from "../../core/follow/discard-reason.ts";
import { createRedelivery, followFields, followKey } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import type { KeyedLock } from "../runtime/keyed-lock.ts";
import type { Asker } from "./asker.ts";

/** A person wants a result posted that could not be. */
export interface RedeliveryRequest extends Pick<Asker, "channel" | "userId"> {
  readonly followId: string;
}

/** What {@link redeliverResult} needs. */
export interface RedeliverResultDeps {
  readonly registry: FollowRegistry;
  /** Finds the follow in the person's own channel. */
  readonly finder: FollowFinder;
  readonly clock: Clock;
  readonly log: Logger;
  /** A new id, unique for ever. */
  readonly newId: () => string;
  /** Held by the id of a discarded follow while it is opened again: of two people who ask at once, one opens it. */
  readonly redeliveryLock: KeyedLock;
}

/** Behind the button "Post again": puts a discarded result on its way again. Rejects with a StoreError. */
export async function redeliverResult(
  { registry, finder, clock, log, newId, redeliveryLock }: RedeliverResultDeps,
  { followId, channel, userId }: RedeliveryRequest,
): Promise<RedeliveryResult> {
  return redeliveryLock.run(followId, async () => {
    const follow = await finder.find(channel, { followId });
    if (!follow) return { kind: "not-found" };
    const { jobId, requesters } = follow;
    const isOpen = registry.get(followKey(follow)) !== undefined;
    if (isOpen || !isUndelivered(follow)) return { kind: "not-needed", jobId };
    if (!requesters.includes(userId)) return { kind: "not-yours" };
    const anew = createRedelivery(follow, { id: newId(), settledAt: clock.now() });
    if (!(await registry.insert(anew))) return { kind: "not-needed", jobId };
    log.info({ ...followFields(anew), userId }, "delivery.asked_again");
    return { kind: "trying", jobId };
  });
}

import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import type { RedeliveryResult } from "../../core/command-context.ts";
import { createRedelivery, followFields, followKey } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowFinder } from "../following/follow-finder.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { KeyedLock } from "../runtime/keyed-lock.ts";
import { undeliveredText } from "../../messages/label.ts";

/** Options of {@link RedeliverResult}. */
export interface RedeliverResultOptions {
  readonly registry: FollowRegistry;
  readonly finder: FollowFinder;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newId: () => string;
}

/** The use case behind the button "Try again": a result that could not be posted is posted now that the way is free. */
export class RedeliverResult {
  readonly #options: RedeliverResultOptions;
  readonly #lock = new KeyedLock();

  constructor(options: RedeliverResultOptions) {
    this.#options = options;
  }

  /** Rejects with a StoreError. */
  async again(request: {
    followId: string;
    channel: ChannelRef;
    userId: string;
  }): Promise<RedeliveryResult> {
    const { registry, finder, clock, log, newId } = this.#options;
    const { followId, channel, userId } = request;
    return this.#lock.run(followId, async () => {
      const follow = await finder.find(channel, { followId });
      if (!follow) return { kind: "not-found" };
      const { jobId, requesters } = follow;
      const isOpen = registry.get(followKey(follow)) !== undefined;
      if (isOpen || !undeliveredText(follow)) return { kind: "not-needed", jobId };
      if (!requesters.includes(userId)) return { kind: "not-yours" };
      const anew = createRedelivery(follow, { id: newId(), settledAt: clock.now() });
      if (!(await registry.insert(anew))) return { kind: "not-needed", jobId };
      log.info({ ...followFields(anew), userId }, "delivery.asked_again");
      return { kind: "trying", jobId };
    });
  }
}

import { isFinal } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import { PeriodicService } from "../runtime/periodic-service.ts";
import type { HeldPartition, HeldPartitions } from "./held-partitions.ts";

/** Time between two passes that nobody has asked for, in milliseconds. */
const IDLE_MS = 3_600_000;

/** Options of {@link EndedStatusCheck}. */
export interface EndedStatusCheckOptions {
  readonly held: Pick<HeldPartitions<HeldPartition>, "ofChannel">;
  readonly store: Pick<FollowStore, "follows">;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Finds the ended follows whose status message does not say so, because its process has died before. They are in no index,
 * so it reads all records: call `wake` when this process has taken partitions. One pass serves all that were taken meanwhile.
 */
export class EndedStatusCheck extends PeriodicService<void> {
  readonly #options: EndedStatusCheckOptions;

  constructor(options: EndedStatusCheckOptions) {
    const { clock, log } = options;
    super({ clock, log, failureEvent: "status.not_checked", firstPauseMs: IDLE_MS });
    this.#options = options;
  }

  async pass(signal: AbortSignal): Promise<void> {
    const { held, store } = this.#options;
    for await (const follow of store.follows()) {
      if (signal.aborted) return;
      if (isFinal(follow)) await held.ofChannel(follow.channel)?.statusUpdater.resume(follow);
    }
  }

  protected override pauseMs(): number {
    return IDLE_MS;
  }
}

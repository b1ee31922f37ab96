import { followKey, isFinal, type Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { ProcessMessages } from "../../core/ports/processes/process-messages.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import type { FollowArchive } from "../following/follow-archive.ts";
import type { FollowRegistry } from "../following/follow-registry.ts";
import { PeriodicService } from "../runtime/periodic-service.ts";
import type { HeldPartition, HeldPartitions } from "./held-partitions.ts";

/** Time between two passes that nothing has made necessary, in milliseconds. */
const IDLE_MS = 3_600_000;

/** Options of {@link EndedFollows}. */
export interface EndedFollowsOptions {
  readonly held: Pick<HeldPartitions<HeldPartition>, "ofChannel">;
  readonly messages: ProcessMessages;
  readonly registry: Pick<FollowRegistry, "events" | "ofKey">;
  /** Gets the follows that have ended in other processes. */
  readonly archive: Pick<FollowArchive, "add">;
  readonly store: Pick<FollowStore, "follows">;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Follows that end in one process are known in all: buttons, lists and suggestions find them there. A pass reads the records
 * of all ended follows, because messages may have been missed, and because a process that died may not have shown an end in
 * its status message: call `wake` when this process has taken partitions. One pass serves all that were taken meanwhile.
 */
export class EndedFollows extends PeriodicService<void> {
  readonly #options: EndedFollowsOptions;

  constructor(options: EndedFollowsOptions) {
    const { clock, log, registry, messages } = options;
    super({ clock, log, failureEvent: "ended.not_read", firstPauseMs: IDLE_MS });
    this.#options = options;
    registry.events.on("closed", (follow: Follow) => {
      // Without the message, the others find it in their next pass.
      messages.publish({ kind: "ended", followKey: followKey(follow) }).catch(() => {});
    });
    messages.subscribe((message) => {
      if (message.kind === "ended") void this.#note(message.followKey);
    });
    messages.onGap(() => this.wake());
  }

  async pass(signal: AbortSignal): Promise<void> {
    const { held, store, archive } = this.#options;
    for await (const follow of store.follows()) {
      if (signal.aborted) return;
      if (!isFinal(follow)) continue;
      archive.add(follow);
      await held.ofChannel(follow.channel)?.statusUpdater.resume(follow);
    }
  }

  protected override pauseMs(): number {
    return IDLE_MS;
  }

  async #note(key: string): Promise<void> {
    const { registry, archive, log } = this.#options;
    try {
      const follow = await registry.ofKey(key);
      if (follow && isFinal(follow)) archive.add(follow);
    } catch (err) {
      log.warn({ err }, "ended.not_read");
    }
  }
}

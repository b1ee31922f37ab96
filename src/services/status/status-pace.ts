import type { Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { ExpiringMap } from "../../core/time/expiring-map.ts";

/** A status message is edited no more often than this, however fast things change. */
const MIN_GAP_MS = 5_000;
/** Discord lets a message that is over an hour old be edited only now and then (error 30046). */
const OLD_AFTER_MS = 3_600_000;
const MIN_GAP_WHEN_OLD_MS = 600_000;

/** How often status messages are edited, so that changes close together become one edit. */
export class StatusPace {
  readonly #clock: Clock;
  /** When the status messages were written last, monotonic, by the ids of their follows. */
  readonly #writtenAtMs = new ExpiringMap<number>(MIN_GAP_WHEN_OLD_MS);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long the next edit of a follow's status message waits, in milliseconds; 0: not at all. */
  leftMs({ id, createdAt, state }: Follow): number {
    const nowMs = this.#clock.monotonicMs();
    const written = this.#writtenAtMs.get(id, nowMs);
    if (!written) return 0;
    const isOld = this.#clock.now() - createdAt >= OLD_AFTER_MS;
    // How it ended is shown in any case: that is the last edit.
    const gapMs = isOld && state === "pending" ? MIN_GAP_WHEN_OLD_MS : MIN_GAP_MS;
    return Math.max(written.value + gapMs - nowMs, 0);
  }

  /** A follow's status message was written just now. */
  wrote({ id }: Follow): void {
    const nowMs = this.#clock.monotonicMs();
    this.#writtenAtMs.set(id, nowMs, nowMs);
  }
}

import { isRefusal, PlatformError } from "../../core/errors.ts";
import type { Follow } from "../../core/follow/follow.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { MAY_STILL_ACT_MS } from "../../core/ports/platform.ts";
import { isSleptThrough } from "../../core/time/sleep.ts";
import { ExpiringMap } from "../../core/time/expiring-map.ts";

/** Shortest time between two edits of a status message, in milliseconds. */
const MIN_GAP_MS = 5_000;
/** Discord limits edits of messages that are over an hour old (error 30046). */
const OLD_AFTER_MS = 3_600_000;
/** Shortest time between two edits of such a message, in milliseconds. */
const MIN_GAP_WHEN_OLD_MS = 600_000;

/** What has a status message: a follow, or a notice. */
type Paced = Pick<Follow, "id" | "createdAt" | "state">;

/** Limits how often status messages are edited, so that changes in quick succession become one edit. */
export class StatusPace {
  readonly #clock: Clock;
  /** When status messages were last written, on the monotonic clock, by follow id. */
  readonly #writtenAtMs = new ExpiringMap<number>(MIN_GAP_WHEN_OLD_MS);
  /** When an edit that says that the job runs got no answer, likewise. */
  readonly #unansweredAtMs = new ExpiringMap<number>(MAY_STILL_ACT_MS);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until a follow's status message may be edited; 0 if it may be edited now. */
  leftMs({ id, createdAt, state }: Paced): number {
    const nowMs = this.#clock.monotonicMs();
    const written = this.#writtenAtMs.get(id, nowMs);
    if (!written) return 0;
    const isOld = this.#clock.now() - createdAt >= OLD_AFTER_MS;
    // The end is shown soon, however old the message is: it is the last edit.
    const gapMs = isOld && state === "pending" ? MIN_GAP_WHEN_OLD_MS : MIN_GAP_MS;
    return Math.max(written.value + gapMs - nowMs, 0);
  }

  /** Call it when a follow's status message was written. */
  wrote({ id }: Pick<Paced, "id">): void {
    const nowMs = this.#clock.monotonicMs();
    this.#writtenAtMs.set(id, nowMs, nowMs);
  }

  /** Call it when an edit of a follow's status message has failed. */
  failed({ id, state }: Paced, error: unknown): void {
    const nowMs = this.#clock.monotonicMs();
    if (!isRefusal(error) && state === "pending") this.#unansweredAtMs.set(id, nowMs, nowMs);
  }

  /**
   * Call it before an edit that says how the job ended: resolves once none that says that it runs can take effect after it. Rejects
   * with a PlatformError if `signal` aborts first.
   */
  async awaitLateEdits({ id }: Pick<Paced, "id">, signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    const unanswered = this.#unansweredAtMs.get(id, nowMs);
    if (!unanswered) return;
    const leftMs = unanswered.value + MAY_STILL_ACT_MS - nowMs;
    if (!(await isSleptThrough(this.#clock, leftMs, signal)))
      throw new PlatformError("unavailable", "stopped");
  }

  /** Call it when an edit of a follow's status message may still take effect: the next edit has to come after it. */
  mayStillBeWritten({ id }: Pick<Paced, "id">): void {
    const nowMs = this.#clock.monotonicMs();
    this.#writtenAtMs.set(id, nowMs + MAY_STILL_ACT_MS - MIN_GAP_MS, nowMs);
  }
}

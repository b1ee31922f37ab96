import { followKey, type Follow, type MessageRef } from "../../core/follow/follow.ts";
import { timeLeftMs } from "../../core/follow/time-limit.ts";
import type { Clock } from "../../core/ports/clock.ts";

/** How long temporary failures are retried: 24 h from the outcome. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** How far this process has got with one outcome. */
export interface Progress {
  readonly followId: string;
  readonly attempts: number;
  readonly mayAlreadyExist: boolean;
  /** When this process first saw the outcome, monotonic, and how old it was then. */
  readonly sinceMs: number;
  readonly ageMs: number;
  /** The result is in the channel, but the store does not know yet. */
  readonly landed?: MessageRef;
}

/** The progress of every outcome that waits for its delivery, from the moment it is seen until its turns end. */
export class DeliveryProgress {
  readonly #clock: Clock;
  /** By the follow's key, so that a follow that takes the place of another replaces its progress, too. */
  readonly #progress = new Map<string, Progress>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts the clock of an outcome; one that runs already goes on. */
  begin(follow: Follow): void {
    this.of(follow);
  }

  /** Starts the clock of an outcome of an earlier process, which may have posted it already. */
  resume(follow: Follow): void {
    const ageMs = this.#clock.now() - (follow.settledAt ?? 0);
    this.keep(follow, { ...this.#fresh(follow), ageMs, mayAlreadyExist: true });
  }

  /** The progress so far. */
  of(follow: Follow): Progress {
    const known = this.#progress.get(followKey(follow));
    if (known?.followId === follow.id) return known;
    const fresh = this.#fresh(follow);
    this.keep(follow, fresh);
    return fresh;
  }

  /** Replaces the progress so far. */
  keep(follow: Follow, progress: Progress): void {
    this.#progress.set(followKey(follow), progress);
  }

  /** Drops what is known of a follow, unless another one has the key by now. */
  forget(key: string, followId: string | undefined): void {
    if (this.#progress.get(key)?.followId === followId) this.#progress.delete(key);
  }

  /** Whether its 24 hours are over. */
  isTooLate({ sinceMs, ageMs }: Progress): boolean {
    const watchedMs = this.#clock.monotonicMs() - sinceMs;
    return timeLeftMs({ ageAtSightMs: ageMs, watchedMs }, GIVE_UP_AFTER_MS) <= 0;
  }

  #fresh({ id: followId }: Follow): Progress {
    const sinceMs = this.#clock.monotonicMs();
    return { followId, attempts: 0, mayAlreadyExist: false, sinceMs, ageMs: 0 };
  }
}

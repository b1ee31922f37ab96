import { followKey, settle, type Follow } from "../../core/follow/follow.ts";
import { timeLeftMs } from "../../core/follow/time-limit.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { FollowRegistry } from "./follow-registry.ts";

/** A follow that could not be ended is tried again after a second, then ever more slowly. */
const BACK_OFF = { baseMs: 1_000, maxMs: 300_000 };

/** Options of {@link FollowExpiry}. */
export interface FollowExpiryOptions {
  readonly registry: FollowRegistry;
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Age in milliseconds at which a pending follow ends. */
  readonly giveUpAfterMs: number;
}

/** A follow that could not be ended, how often in a row, and when it is tried again. */
export interface FailedExpiry {
  readonly follow: Follow;
  readonly error: unknown;
  readonly attempt: number;
  readonly delayMs: number;
}

/** What one pass did. `pauseMs`: until the next follow's time is up; `undefined` if none is waited for. */
export interface ExpiryReport {
  readonly pauseMs: number | undefined;
  readonly failed: readonly FailedExpiry[];
  /** Follows that are still to be tried again. */
  readonly owed: number;
}

interface Sight {
  readonly atMs: number;
  readonly ageMs: number;
}

/** Ends the follows whose time is up, each by itself: one that cannot be written does not hold up the others. */
export class FollowExpiry {
  readonly #options: FollowExpiryOptions;
  /** When each pending follow was first seen by this process, and how old it was then, by its id. */
  #sights = new Map<string, Sight>();
  #lastPassMs: number | undefined;
  /** Those that could not be ended: how often, and until when they wait, monotonic, by their ids. */
  #failures = new Map<string, { readonly attempt: number; readonly untilMs: number }>();

  constructor(options: FollowExpiryOptions) {
    this.#options = options;
  }

  /** Notes what is pending. */
  look(): readonly Follow[] {
    const pending = this.#options.registry.all().filter(({ state }) => state === "pending");
    this.#note(pending);
    return pending;
  }

  /** Settles every follow whose time is up, all at once: the store may take its time over some. Never rejects. */
  async pass(): Promise<ExpiryReport> {
    const failures = new Map<string, { attempt: number; untilMs: number }>();
    const failed: FailedExpiry[] = [];
    const pausesMs: number[] = [];
    const look = async (follow: Follow): Promise<void> => {
      const before = this.#failures.get(follow.id);
      const leftMs = this.#leftMs(follow, before?.untilMs);
      if (leftMs > 0) {
        pausesMs.push(leftMs);
        if (before) failures.set(follow.id, before);
        return;
      }
      const failure = await this.#end(follow, before?.attempt ?? 0);
      if (!failure) return;
      failed.push(failure);
      const { attempt, delayMs } = failure;
      pausesMs.push(delayMs);
      failures.set(follow.id, { attempt, untilMs: this.#options.clock.monotonicMs() + delayMs });
    };
    await Promise.all(this.look().map(look));
    this.#failures = failures;
    const pauseMs = pausesMs.reduce((least, each) => Math.min(least, each), Infinity);
    return {
      pauseMs: pausesMs.length > 0 ? pauseMs : undefined,
      failed,
      owed: failures.size,
    };
  }

  async #end(follow: Follow, attempts: number): Promise<FailedExpiry | undefined> {
    const { registry, clock, random, giveUpAfterMs } = this.#options;
    try {
      await registry.update(followKey(follow), (current) =>
        current.id === follow.id && current.state === "pending"
          ? settle(current, { kind: "gave-up", afterMs: giveUpAfterMs }, clock.now())
          : current,
      );
      return undefined;
    } catch (error) {
      const attempt = attempts + 1;
      return {
        follow,
        error,
        attempt,
        delayMs: backOffMs(attempt, { ...BACK_OFF, random: random() }),
      };
    }
  }

  /** Notes what is new since the last pass, and forgets what is over. */
  #note(pending: readonly Follow[]): void {
    const nowMs = this.#options.clock.monotonicMs();
    const lastPassMs = this.#lastPassMs;
    this.#lastPassMs = nowMs;
    const toSight = (follow: Follow): Sight => {
      const ageMs = Math.max(this.#options.clock.now() - follow.createdAt, 0);
      if (lastPassMs === undefined) return { atMs: nowMs, ageMs };
      // It began in this process, after the last pass, whatever the wall clock says.
      return { atMs: Math.max(nowMs - ageMs, lastPassMs), ageMs: 0 };
    };
    this.#sights = new Map(
      pending.map((follow) => [follow.id, this.#sights.get(follow.id) ?? toSight(follow)]),
    );
  }

  /** How long it is until a follow ends, or is tried again. */
  #leftMs(follow: Follow, untilMs: number | undefined): number {
    const { clock, giveUpAfterMs } = this.#options;
    const nowMs = clock.monotonicMs();
    if (untilMs !== undefined) return untilMs - nowMs;
    const { atMs, ageMs } = this.#sights.get(follow.id) ?? { atMs: nowMs, ageMs: 0 };
    return timeLeftMs({ ageAtSightMs: ageMs, watchedMs: nowMs - atMs }, giveUpAfterMs);
  }
}

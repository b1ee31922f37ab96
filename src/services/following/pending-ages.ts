import type { Follow } from "../../core/follow/follow.ts";
import { timeLeftMs } from "../../core/follow/time-limit.ts";
import type { Clock } from "../../core/ports/clock.ts";

/** When a follow was first noted, on the monotonic clock, and its age by the wall clock at that moment. */
interface FirstSeen {
  readonly atMs: number;
  readonly ageMs: number;
}

/** How long follows have been pending. A jump of the wall clock does not change that. */
export class PendingAges {
  readonly #clock: Clock;
  /** By follow id. */
  #firstSeen = new Map<string, FirstSeen>();
  #lastNotedMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Call it with all follows that are pending now, as often as needed. Forgets the others. */
  note(pending: readonly Pick<Follow, "id" | "createdAt">[]): void {
    const nowMs = this.#clock.monotonicMs();
    const lastNotedMs = this.#lastNotedMs;
    this.#lastNotedMs = nowMs;
    const toFirstSeen = ({ createdAt }: Pick<Follow, "createdAt">): FirstSeen => {
      const ageMs = Math.max(this.#clock.now() - createdAt, 0);
      if (lastNotedMs === undefined) return { atMs: nowMs, ageMs };
      // The follow is new since the last call, so it cannot be older than that, whatever the wall clock says.
      return { atMs: Math.max(nowMs - ageMs, lastNotedMs), ageMs: 0 };
    };
    this.#firstSeen = new Map(
      pending.map((follow) => [follow.id, this.#firstSeen.get(follow.id) ?? toFirstSeen(follow)]),
    );
  }

  /** Milliseconds until a noted follow has been pending for `limitMs`; zero or negative once it has. */
  leftMs({ id }: Pick<Follow, "id">, limitMs: number): number {
    const nowMs = this.#clock.monotonicMs();
    const { atMs, ageMs } = this.#firstSeen.get(id) ?? { atMs: nowMs, ageMs: 0 };
    return timeLeftMs({ ageAtSightMs: ageMs, watchedMs: nowMs - atMs }, limitMs);
  }
}

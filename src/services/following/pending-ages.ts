import type { Follow } from "../../core/follow/follow.ts";
import type { Elapsed } from "../../core/follow/time-limit.ts";
import type { Clock } from "../../core/ports/clock.ts";

/** When a pass over all pending follows began. One object for all follows that it is the first to note. */
interface Pass {
  /** On the monotonic clock. */
  readonly atMs: number;
  /** By the wall clock. */
  readonly wallMs: number;
  /** When the pass before it began, on the monotonic clock; `undefined` if this is the first. */
  readonly beforeMs: number | undefined;
}

/** How long follows have been pending. A jump of the wall clock does not change that. */
export class PendingAges {
  readonly #clock: Clock;
  /** By follow id, the pass that first noted it. */
  #firstNoted: ReadonlyMap<string, Pass> = new Map();
  #lastMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Begins a pass: `note` is to be called with each follow that is pending now, and returns for how long it has been. `end` forgets
   * all others.
   */
  begin(): { note(follow: Pick<Follow, "id" | "createdAt">): Elapsed; end(): void } {
    const clock = this.#clock;
    const begun = { atMs: clock.monotonicMs(), wallMs: clock.now(), beforeMs: this.#lastMs };
    const before = this.#firstNoted;
    const noted = new Map<string, Pass>();
    return {
      note: ({ id, createdAt }) => {
        const pass = before.get(id) ?? begun;
        noted.set(id, pass);
        return elapsedSince(pass, createdAt, clock.monotonicMs());
      },
      end: () => {
        this.#lastMs = begun.atMs;
        this.#firstNoted = noted;
      },
    };
  }
}

function elapsedSince({ atMs, wallMs, beforeMs }: Pass, createdAt: number, nowMs: number): Elapsed {
  const ageMs = Math.max(wallMs - createdAt, 0);
  if (beforeMs === undefined) return { ageAtSightMs: ageMs, watchedMs: nowMs - atMs };
  // The follow is new since the pass before, so it cannot be older than that, whatever the wall clock says.
  return { ageAtSightMs: 0, watchedMs: nowMs - Math.max(atMs - ageMs, beforeMs) };
}

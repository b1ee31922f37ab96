import { followFields, followKey, settle } from "../../core/follow/follow.ts";
import { timeLeftMs, type Elapsed } from "../../core/follow/time-limit.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { IndexedFollow } from "../../core/ports/follow-index.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import { PeriodicService } from "../runtime/periodic-service.ts";
import type { FollowRegistry } from "./follow-registry.ts";
import { PendingAges } from "./pending-ages.ts";

/** Longest pause between passes, and so the longest time until a pass notices a new follow. */
const MAX_PAUSE_MS = 60_000;
/** Shortest pause between passes. */
const MIN_PAUSE_MS = 500;
/** Wait before another attempt at a follow that could not be settled. */
const BACK_OFF = { baseMs: 1_000, maxMs: 300_000 };

/** Options of {@link FollowExpirer}. */
export interface FollowExpirerOptions {
  readonly registry: Pick<FollowRegistry, "entries" | "update">;
  /** Whether a follow expires here. Default: all do. */
  readonly isMine?: ((follow: IndexedFollow) => boolean) | undefined;
  /** Age at which a pending follow expires, in milliseconds. */
  readonly giveUpAfterMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Returns a number in [0, 1). */
  readonly random: () => number;
}

/** What one pass did. */
export interface ExpiryCounts {
  /** Follows that it settled. */
  readonly ended: number;
  /** Follows that it failed to settle. */
  readonly failed: number;
  /** Follows that failed in this or an earlier pass and are to be tried again. */
  readonly owed: number;
  /** Milliseconds until the next follow expires or is tried again; `Infinity` if there is none. */
  readonly nextMs: number;
}

/** A follow that could not be settled. */
interface Failure {
  readonly follow: IndexedFollow;
  readonly error: unknown;
  /** Failed attempts in a row. */
  readonly attempt: number;
  readonly delayMs: number;
  /** When it is tried again, on the monotonic clock. */
  readonly untilMs: number;
}

/**
 * Settles follows that have been pending for too long, whether or not the job API answers. A pass runs when the next follow
 * expires. Each follow is settled on its own: one that cannot be stored does not hold up the others.
 */
export class FollowExpirer extends PeriodicService<ExpiryCounts> {
  readonly #options: FollowExpirerOptions;
  readonly #ages: PendingAges;
  /** By follow id. */
  #failures: ReadonlyMap<string, Failure> = new Map();
  /** Passes in a row that could not read the index. */
  #rejections = 0;

  constructor(options: FollowExpirerOptions) {
    const { clock, log } = options;
    super({ clock, log, failureEvent: "give_up.failed", firstPauseMs: MIN_PAUSE_MS });
    this.#options = options;
    this.#ages = new PendingAges(clock);
  }

  /** Settles all expired follows in parallel, because the store may be slow. Resolves with counts. Rejects if the index fails. */
  async pass(): Promise<ExpiryCounts> {
    const { clock, giveUpAfterMs } = this.#options;
    const before = this.#failures;
    const due: IndexedFollow[] = [];
    const failures = new Map<string, Failure>();
    let nextMs = Infinity;
    await this.#noteAll((follow, elapsed) => {
      const failure = before.get(follow.id);
      const leftMs = failure
        ? failure.untilMs - clock.monotonicMs()
        : timeLeftMs(elapsed, giveUpAfterMs);
      if (leftMs <= 0) due.push(follow);
      else {
        nextMs = Math.min(nextMs, leftMs);
        if (failure) failures.set(follow.id, failure);
      }
    });
    const ends = due.map((follow) => this.#end(follow, before.get(follow.id)?.attempt ?? 0));
    const failed = (await Promise.all(ends)).filter((each) => each !== undefined);
    for (const failure of failed) {
      failures.set(failure.follow.id, failure);
      nextMs = Math.min(nextMs, failure.delayMs);
    }
    this.#failures = failures;
    this.#logFailures(failed, { owedBefore: before.size, owed: failures.size });
    const ended = due.length - failed.length;
    return { ended, failed: failed.length, owed: failures.size, nextMs };
  }

  /** Notes the follows of earlier processes: every follow that is new after this began in this process. */
  protected override async prepare(): Promise<void> {
    await this.#noteAll();
  }

  protected override pauseMs(counts: ExpiryCounts | undefined): number {
    const { giveUpAfterMs, random } = this.#options;
    this.#rejections = counts ? 0 : this.#rejections + 1;
    const nextMs = counts?.nextMs ?? backOffMs(this.#rejections, { ...BACK_OFF, random: random() });
    const mostMs = Math.min(MAX_PAUSE_MS, giveUpAfterMs);
    return Math.max(Math.min(nextMs, mostMs), MIN_PAUSE_MS);
  }

  /** `onEach` gets each pending follow, and for how long it has been pending. */
  async #noteAll(
    onEach: (follow: IndexedFollow, elapsed: Elapsed) => void = () => {},
  ): Promise<void> {
    const { registry, isMine = () => true } = this.#options;
    const pass = this.#ages.begin();
    for await (const entry of registry.entries())
      if (entry.state === "pending" && isMine(entry)) onEach(entry, pass.note(entry));
    pass.end();
  }

  async #end(follow: IndexedFollow, attempts: number): Promise<Failure | undefined> {
    const { registry, clock, random, giveUpAfterMs: afterMs } = this.#options;
    try {
      await registry.update(followKey(follow), (current) =>
        current.id === follow.id && current.state === "pending"
          ? settle(current, { kind: "gave-up", afterMs }, clock.now())
          : current,
      );
      return undefined;
    } catch (error) {
      const attempt = attempts + 1;
      const delayMs = backOffMs(attempt, { ...BACK_OFF, random: random() });
      return { follow, error, attempt, delayMs, untilMs: clock.monotonicMs() + delayMs };
    }
  }

  /** Logs one line for all failures of a pass: the first time, each time the wait has doubled, and once all are settled. */
  #logFailures(
    failed: readonly Failure[],
    { owedBefore, owed }: { owedBefore: number; owed: number },
  ): void {
    const { log } = this.#options;
    const latest = failed.reduce<Failure | undefined>(
      (most, each) => (most && most.attempt >= each.attempt ? most : each),
      undefined,
    );
    if (latest && (owed > owedBefore || isPowerOfTwo(latest.attempt))) {
      const { follow, error: err, attempt, delayMs } = latest;
      const fields = { ...followFields(follow), follows: failed.length, attempt, delayMs, err };
      log.error(fields, "give_up.failed");
    }
    if (owedBefore > 0 && owed === 0) log.info({ follows: owedBefore }, "give_up.recovered");
  }
}

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0;

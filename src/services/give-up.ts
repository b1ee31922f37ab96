import { followKey, settle, type Follow } from "../core/follow.ts";
import { patienceLeftMs } from "../core/patience.ts";
import type { Clock, Logger, Service } from "../core/ports.ts";
import type { FollowRegistry } from "./follow-registry.ts";

/** Longest wait between two passes: so much later than its beginning a follow may first be seen. */
const MAX_PAUSE_MS = 60_000;
/** Shortest wait, and the wait after a pass that failed. */
const MIN_PAUSE_MS = 500;

/** What a {@link GiveUp} works with. */
export interface GiveUpOptions {
  readonly registry: FollowRegistry;
  readonly clock: Clock;
  readonly log: Logger;
  /** Age in milliseconds at which a pending follow ends. */
  readonly giveUpAfterMs: number;
  /** Called after a follow settled durably. */
  readonly onSettled: (follow: Follow) => void;
}

interface Sight {
  readonly atMs: number;
  readonly ageMs: number;
}

/** Ends follows that have waited too long, whether or not the job API answers. */
export class GiveUp implements Service {
  readonly #options: GiveUpOptions;
  /** When each pending follow was first seen by this process, and how old it was then, by its id. */
  #sights = new Map<string, Sight>();
  #lastPassMs: number | undefined;
  #cancel: (() => void) | undefined;
  #pass: Promise<void> | undefined;
  #started = false;

  constructor(options: GiveUpOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#look(this.#pending());
    this.#schedule(MIN_PAUSE_MS);
  }

  async stop(): Promise<void> {
    this.#started = false;
    this.#cancel?.();
    await this.#pass;
  }

  /** Settles every follow whose time is up; resolves with the wait until the next one's is. */
  async pass(): Promise<number> {
    const { registry, clock, giveUpAfterMs, onSettled } = this.#options;
    let pauseMs = Math.min(MAX_PAUSE_MS, giveUpAfterMs);
    const pending = this.#pending();
    this.#look(pending);
    for (const follow of pending) {
      const leftMs = this.#patienceLeftMs(follow);
      if (leftMs > 0) {
        pauseMs = Math.min(pauseMs, leftMs);
        continue;
      }
      const settled = await registry.update(followKey(follow), (current) =>
        current.state === "pending"
          ? settle(current, { kind: "gave-up", afterMs: giveUpAfterMs }, clock.now())
          : current,
      );
      if (settled?.outcome?.kind === "gave-up") onSettled(settled);
    }
    return Math.max(pauseMs, MIN_PAUSE_MS);
  }

  #pending(): Follow[] {
    return this.#options.registry.all().filter(({ state }) => state === "pending");
  }

  /** Notes what is new since the last pass, and forgets what is over. */
  #look(pending: readonly Follow[]): void {
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

  #patienceLeftMs(follow: Follow): number {
    const { clock, giveUpAfterMs } = this.#options;
    const nowMs = clock.monotonicMs();
    const { atMs, ageMs } = this.#sights.get(follow.id) ?? { atMs: nowMs, ageMs: 0 };
    return patienceLeftMs({ ageAtSightMs: ageMs, watchedMs: nowMs - atMs }, giveUpAfterMs);
  }

  #schedule(delayMs: number): void {
    if (!this.#started) return;
    this.#cancel = this.#options.clock.setTimer(delayMs, () => {
      this.#pass = this.#passAndSchedule();
    });
  }

  async #passAndSchedule(): Promise<void> {
    let pauseMs = MAX_PAUSE_MS;
    try {
      pauseMs = await this.pass();
    } catch (error) {
      this.#options.log.error({ err: error }, "give_up.failed");
    }
    this.#schedule(pauseMs);
  }
}

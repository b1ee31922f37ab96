import type { RateWaiter, RequestRate } from "../../../core/job/request-rate.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { SharedRateLimit } from "../../../core/ports/processes/shared-rate-limit.ts";
import { isSleptThrough } from "../../../core/time/sleep.ts";
import { Waiters } from "../waiters.ts";

/**
 * Factor by which the gaps are longer than the limit requires: 100 ms in each second. The API counts arrivals. A request leaves up
 * to 25 ms late (the two limits below); the rest is for what varies on the way: the network, new connections, the comparison
 * of the clocks, and an API that is busy itself.
 */
const MARGIN = 1.1;
/** A start that is not used this long after its time is lost. */
const MAX_LATENESS_MS = 15;
/** Starts whose times are so close together are given out together, late: not each of them needs a timer. */
const SERVE_EVERY_MS = 5;
/** How much longer than usual a request may take to be sent once its turn has come. */
const MAX_DELAY_MS = 10;
/** How much the latest request counts for what is usual. */
const WEIGHT = 0.1;
/** Starts are taken for this long ahead, at most. */
const AHEAD_MS = 100;
/** A connection that is idle for longer is closed, so the next request leaves late, and the gap behind it is longer. */
const IDLE_MS = 4_000;
/** What is added to the gap behind the first request after a pause: a part of the gap, up to some milliseconds. */
const EXTRA_GAP = 0.6;
const MAX_EXTRA_GAP_MS = 40;
/** Pause before the next attempt if others have all starts, or the limit cannot be asked. */
const NONE_LEFT_PAUSE_MS = 50;
const FAILURE_PAUSE_MS = 500;
/** How long a caller of `waitMs` waits if nobody wakes it. */
const UNTIL_WOKEN_MS = 1_000;

/** Options of {@link SharedRequestRate}. */
export interface SharedRequestRateOptions {
  readonly api: string;
  readonly limit: SharedRateLimit;
  /** Requests per second, of all processes together. */
  readonly maxPerSecond: number;
  /** Aborts when no request may start any more. */
  readonly closing: AbortSignal;
  readonly clock: Clock;
}

/** A request that waits for its turn; called with whether it has come. */
type Claim = (isTurn: boolean) => void;

/**
 * This process's part of a limit that several share. Takes starts a little ahead of time while requests wait, so that few
 * of them are lost, and the limit is asked once for several requests. Who waits is served in order, and a request that
 * reserves gets every second start at most. While the limit cannot be asked, no request starts.
 */
export class SharedRequestRate implements RequestRate {
  readonly #options: SharedRequestRateOptions;
  readonly #gapMs: number;
  readonly #maxBatch: number;
  /** Earliest first. */
  #starts: number[] = [];
  readonly #waiters = new Waiters();
  readonly #claims = new Set<Claim>();
  /** How many starts are taken at once: more while all are used. */
  #batch = 1;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  #servedAtMs = Number.NEGATIVE_INFINITY;
  #lastWasClaim = false;
  #isTaking = false;
  /** From the turn of a request until it is sent. */
  #usualMs = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: SharedRequestRateOptions) {
    this.#options = options;
    this.#gapMs = (1000 / options.maxPerSecond) * MARGIN;
    this.#maxBatch = Math.max(1, Math.floor(AHEAD_MS / this.#gapMs));
    options.closing.addEventListener("abort", () => this.#close(), { once: true });
  }

  waitMs(nowMs: number, waiter?: RateWaiter): number {
    if (this.#isTurn(nowMs)) return 0;
    if (waiter) this.#waiters.add(waiter);
    this.#prepare(nowMs);
    return UNTIL_WOKEN_MS;
  }

  reserve(
    nowMs: number,
    maxWaitMs?: number,
    signal?: AbortSignal,
  ): 0 | Promise<number | undefined> {
    if (!this.#isTurn(nowMs)) return this.#claim(nowMs, maxWaitMs, signal);
    this.#use(nowMs);
    return 0;
  }

  isMissed(turnMs: number, nowMs: number): boolean {
    const takenMs = nowMs - turnMs;
    const isMissed = takenMs > this.#usualMs + MAX_DELAY_MS;
    this.#usualMs += WEIGHT * (takenMs - this.#usualMs);
    return isMissed;
  }

  /** Resolves when the turn has come. */
  #claim(
    nowMs: number,
    maxWaitMs: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<number | undefined> {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    if (signal?.aborted || this.#options.closing.aborted) return Promise.resolve(undefined);
    const end: Claim = (isTurn) => {
      this.#claims.delete(end);
      cancelTimer?.();
      signal?.removeEventListener("abort", giveUp);
      resolve(isTurn ? 0 : undefined);
    };
    const giveUp = (): void => end(false);
    const cancelTimer =
      maxWaitMs === undefined ? undefined : this.#options.clock.setTimer(maxWaitMs, giveUp);
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#claims.add(end);
    this.#prepare(nowMs);
    return promise;
  }

  /** Whether a request may start now. Drops the starts that are over. */
  #isTurn(nowMs: number): boolean {
    let next = this.#starts[0];
    while (next !== undefined && next < nowMs - MAX_LATENESS_MS) {
      this.#starts.shift();
      this.#batch = 1;
      [next] = this.#starts;
    }
    return next !== undefined && next <= nowMs;
  }

  get #waiterCount(): number {
    return this.#waiters.size + this.#claims.size;
  }

  #use(nowMs: number): void {
    this.#starts.shift();
    this.#lastStartMs = nowMs;
  }

  /** Takes starts if too few are left, and waits for the next one. */
  #prepare(nowMs: number): void {
    if (this.#waiterCount === 0 || this.#options.closing.aborted) return;
    if (!this.#isTaking && this.#starts.length <= this.#batch / 2) void this.#take(nowMs);
    const next = this.#starts[0];
    if (next === undefined || this.#cancelTimer) return;
    const waitMs = Math.max(next, this.#servedAtMs + SERVE_EVERY_MS) - nowMs;
    this.#cancelTimer = this.#options.clock.setTimer(Math.max(waitMs, 0), () => {
      this.#cancelTimer = undefined;
      this.#serve();
    });
  }

  async #take(nowMs: number): Promise<void> {
    const { api, limit, closing, clock } = this.#options;
    this.#isTaking = true;
    // Requests that were held up by the same thing come here in the same turn: one answer is for all of them.
    await Promise.resolve();
    const isIdle = nowMs - this.#lastStartMs > IDLE_MS;
    if (isIdle) this.#batch = 1;
    const waiting = Math.min(this.#waiterCount, this.#maxBatch);
    const wanted = {
      count: Math.max(this.#batch, waiting),
      gapMs: this.#gapMs,
      extraGapMs: isIdle ? Math.min(this.#gapMs * EXTRA_GAP, MAX_EXTRA_GAP_MS) : 0,
    };
    try {
      const starts = await limit.take(api, wanted);
      this.#starts.push(...starts);
      if (starts.length === 0) await isSleptThrough(clock, NONE_LEFT_PAUSE_MS, closing);
      else this.#batch = Math.min(this.#batch * 2, this.#maxBatch);
    } catch {
      // The connection logs the outage.
      await isSleptThrough(clock, FAILURE_PAUSE_MS, closing);
    }
    this.#isTaking = false;
    this.#serve();
  }

  /** Gives the starts whose time has come to who waits. */
  #serve(): void {
    const { clock } = this.#options;
    this.#servedAtMs = clock.monotonicMs();
    while (this.#isTurn(clock.monotonicMs())) {
      const [claim] = this.#claims;
      this.#lastWasClaim = claim !== undefined && !(this.#lastWasClaim && this.#waiters.size > 0);
      if (this.#waiterCount === 0) return;
      if (this.#lastWasClaim) {
        this.#use(clock.monotonicMs());
        claim?.(true);
      } else this.#waiters.next()?.();
    }
    this.#prepare(clock.monotonicMs());
  }

  #close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#waiters.clear();
    for (const claim of this.#claims) claim(false);
  }
}

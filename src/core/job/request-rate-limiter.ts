import type { RequestRate } from "./request-rate.ts";

/**
 * Factor by which the gaps are longer than the limit requires. The API counts arrivals, and the gaps between them vary by
 * some milliseconds; the margin keeps every second within the limit.
 */
const MARGIN = 1.02;
/** A start that is at most this late keeps the rhythm. After a longer stall a new rhythm begins, so that there is no burst. */
const LATENESS_MS = 5;
/**
 * After a pause the first request may leave late (it opens a connection, its code is compiled), and the next one would
 * arrive right behind it. So the first gap is longer by this factor.
 */
const FIRST_GAP_FACTOR = 1.6;
/** Gaps between two reserved starts. Leaves room for another request, which timers may delay by some milliseconds. */
const RESERVED_GAPS = 2.5;
/** Tolerance for rounding, because sums of gaps are not exact. */
const ROUNDING_MS = 0.01;

/**
 * Spaces all requests to one API evenly. A request either starts at once if it need not wait, or reserves a later start.
 * There is always room for another request between two reserved starts, so that reservations never take more than every
 * second start. Times are monotonic milliseconds.
 */
export class RequestRateLimiter implements RequestRate {
  readonly #gapMs: number;
  #nextAtMs = Number.NEGATIVE_INFINITY;
  /** Reserved starts, earliest first. Past ones stay until they no longer hold back any request. */
  #reserved: number[] = [];

  constructor(maxPerSecond: number) {
    this.#gapMs = (1000 / maxPerSecond) * MARGIN;
  }

  /** How long a request without a reservation has to wait; 0: it may start. */
  waitMs(nowMs: number): number {
    return this.#firstFreeMs(nowMs, nowMs) - nowMs;
  }

  /** Takes the next free start and returns the wait until then. Takes nothing and returns `undefined` if it exceeds `maxWaitMs`. */
  reserve(nowMs: number, maxWaitMs = Number.POSITIVE_INFINITY): number | undefined {
    if (this.waitMs(nowMs) <= 0) {
      this.#start(nowMs);
      return 0;
    }
    const last = this.#reserved.at(-1) ?? Number.NEGATIVE_INFINITY;
    const atMs = this.#firstFreeMs(nowMs, last + RESERVED_GAPS * this.#gapMs);
    if (atMs - nowMs > maxWaitMs) return undefined;
    this.#reserved.push(atMs);
    return atMs - nowMs;
  }

  /** Nobody else takes starts, and what is done before a request is sent takes no time. */
  isMissed(): boolean {
    return false;
  }

  #start(nowMs: number): void {
    const isOnTime = nowMs - this.#nextAtMs <= LATENESS_MS;
    this.#nextAtMs = isOnTime
      ? this.#nextAtMs + this.#gapMs
      : nowMs + this.#gapMs * FIRST_GAP_FACTOR;
  }

  /** The earliest instant from `fromMs` on that is far enough from every other start. */
  #firstFreeMs(nowMs: number, fromMs: number): number {
    this.#reserved = this.#reserved.filter((atMs) => atMs > nowMs - this.#gapMs);
    let atMs = Math.max(nowMs, fromMs, this.#nextAtMs);
    for (const reservedMs of this.#reserved)
      if (Math.abs(atMs - reservedMs) < this.#gapMs - ROUNDING_MS) atMs = reservedMs + this.#gapMs;
    return atMs;
  }
}

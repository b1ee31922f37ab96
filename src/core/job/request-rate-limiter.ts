/**
 * The API counts arrivals, and the gaps between them vary by some milliseconds; running this much below the limit keeps
 * every second within it.
 */
const MARGIN = 1.02;
/** A start that is at most this late keeps the rhythm; a longer stall begins a new one instead of a burst. */
const LATENESS_MS = 5;
/**
 * After a pause the first request may be slow to leave (a connection is opened, code is compiled), and the next would
 * arrive close behind it, so the first gap is longer by this factor.
 */
const FIRST_GAP_FACTOR = 1.6;
/** Gaps between two reserved starts: room for another request, which may be some milliseconds late because of timers. */
const RESERVED_GAPS = 2.5;
/** Tolerance for rounding, because sums of gaps are not exact. */
const ROUNDING_MS = 0.01;

/**
 * When the next request may start: all requests to one API share it, evenly spaced. A request either starts when there is
 * nothing to wait for, or reserves a start to come. Between two reserved starts there is always room for another request, so
 * that reservations never take more than every second start. Times are monotonic milliseconds.
 */
export class RequestRateLimiter {
  readonly #gapMs: number;
  #nextAtMs = Number.NEGATIVE_INFINITY;
  /** Reserved starts, earliest first; past ones stay until they hold back no request. */
  #reserved: number[] = [];

  constructor(maxPerSecond: number) {
    this.#gapMs = (1000 / maxPerSecond) * MARGIN;
  }

  /** How long a request without a reservation has to wait; 0: it may start. */
  waitMs(nowMs: number): number {
    return this.#firstFreeMs(nowMs, nowMs) - nowMs;
  }

  /** Takes the next start and resolves with the wait until then, or takes nothing where that is longer than `maxWaitMs`. */
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

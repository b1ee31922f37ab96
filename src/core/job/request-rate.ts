/** Who waits for a {@link RequestRate}. */
export interface RateWaiter {
  /** Called once a request may start, however often the same function was passed meanwhile. */
  readonly wake: () => void;
  /** Whether a person waits: then it is woken before others, but not twice in a row while others wait. */
  readonly first: boolean;
}

/** Limits how often one API is asked. Times are monotonic milliseconds. */
export interface RequestRate {
  /**
   * How long a request without a reservation has to wait; 0: it may start. `waiter` may be woken earlier, once it may start.
   */
  waitMs(nowMs: number, waiter?: RateWaiter): number;
  /**
   * Takes the next free start and returns the wait until then, as a promise if that is not known yet. Takes nothing and
   * returns `undefined`, or resolves with it, if the wait exceeds `maxWaitMs` (default: no limit) or `signal` aborts.
   */
  reserve(
    nowMs: number,
    maxWaitMs?: number,
    signal?: AbortSignal,
  ): number | undefined | Promise<number | undefined>;
  /** Whether a request whose turn came at `turnMs` and that was not sent until now has to wait for another turn. */
  isMissed(turnMs: number, nowMs: number): boolean;
}

/** Limits how often one API is asked. Times are monotonic milliseconds. */
export interface RequestRate {
  /**
   * How long a request without a reservation has to wait; 0: it may start. `wake` may be called earlier, once it may start;
   * the same function is called once, however often it was passed meanwhile.
   */
  waitMs(nowMs: number, wake?: () => void): number;
  /**
   * Takes the next free start and returns the wait until then, as a promise if that is not known yet. Takes nothing and
   * returns `undefined`, or resolves with it, if the wait exceeds `maxWaitMs` (default: no limit) or `signal` aborts.
   */
  reserve(
    nowMs: number,
    maxWaitMs?: number,
    signal?: AbortSignal,
  ): number | undefined | Promise<number | undefined>;
}

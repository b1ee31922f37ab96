/** Time, so that tests own it. */
export interface Clock {
  /** Wall clock, Unix milliseconds. May jump. For instants that are stored or shown. */
  now(): number;
  /** Milliseconds that only grow. For waiting. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels. */
  setTimer(delayMs: number, run: () => void): () => void;
}

/** What one client, or all clients together, may take from the server. Times in milliseconds. */
export interface HttpLimits {
  /** Until the head of a request has arrived, or the first byte of a new connection. Then the answer is 408. Default: 8,000. */
  readonly headMs: number;
  /** Until a whole request has arrived. Then the answer is 408. Default: 11,000, so that it comes within 15 s on a busy machine. */
  readonly requestMs: number;
  /** How often the two are checked. Default: 1,000. */
  readonly checkEveryMs: number;
  /** How long a connection may be idle between two requests. Default: 72,000, longer than load balancers keep theirs (60 s). */
  readonly idleMs: number;
  /** How long a connection may pass no byte while an answer is on its way. Default: 30,000. */
  readonly stalledMs: number;
  /**
   * Connections at once; a further one takes the place of the one that has gone the longest without a finished request.
   * Default: 2,000. That is half of the 4,096 descriptors that a process may open under the strictest usual hard limit
   * (`ulimit -Hn`), so that the store and the platforms have the others.
   */
  readonly maxConnections: number;
  /** Size of a request's head in bytes. Then the answer is 431. Default: 16 KiB, as in Node.js. */
  readonly maxHeadBytes: number;
  /** Headers of a request. Then the answer is 431. Default: 100, as in Apache. */
  readonly maxHeaders: number;
  /** Bytes of all bodies in memory together. Then bodies that arrive slowly are answered with 503. Default: 32 MiB. */
  readonly maxBodiesBytes: number;
}

/** See {@link HttpLimits}. */
export const DEFAULT_LIMITS: HttpLimits = {
  headMs: 8_000,
  requestMs: 11_000,
  checkEveryMs: 1_000,
  idleMs: 72_000,
  stalledMs: 30_000,
  maxConnections: 2_000,
  maxHeadBytes: 16_384,
  maxHeaders: 100,
  maxBodiesBytes: 33_554_432,
};

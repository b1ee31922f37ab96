/** A request to a job API that is sent when its turn comes. */
export interface SourceRequest<Answer> {
  /** What it is about, for the circuit breaker: one job, or the list. */
  readonly subject: string;
  readonly signal: AbortSignal | undefined;
  /** Longest wait for its turn in milliseconds. Default: no limit. */
  readonly maxWaitMs?: number;
  readonly send: () => Promise<Answer>;
}

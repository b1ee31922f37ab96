/**
 * Something that runs. Starting or stopping twice, or stopping before a start, does nothing; a stop during a start
 * waits for it or ends it. After a stop it can start again, or its implementation says that it is used once: then
 * `start` rejects.
 */
export interface Service {
  start(): Promise<void>;
  /**
   * Resolves once nothing of it runs any more. Work under way may finish within the service's own grace period, and is
   * aborted when `signal` aborts, which is the caller's deadline.
   */
  stop(signal?: AbortSignal): Promise<void>;
}

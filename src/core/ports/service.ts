/**
 * Something that can be started and stopped. Starting or stopping twice, or stopping before a start, does nothing. A stop
 * during a start waits for it or ends it. After a stop a service can start again, unless its implementation says that it
 * is used once: then `start` rejects.
 */
export interface Service {
  start(): Promise<void>;
  /**
   * Resolves once the service no longer runs anything. Work in progress may finish within the service's own grace period;
   * it is aborted when `signal` aborts, which is the caller's deadline.
   */
  stop(signal?: AbortSignal): Promise<void>;
}

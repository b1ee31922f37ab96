/** What a process asks a {@link SharedRateLimit} for. */
export interface WantedStarts {
  /** How many starts, at most. */
  readonly count: number;
  /** Least time between two starts, whichever processes they go to, in milliseconds. */
  readonly gapMs: number;
  /** How much longer the gap behind the first of them is, in milliseconds. */
  readonly extraGapMs: number;
}

/**
 * Hands out the instants at which processes that work together may send a request to the same API. Nobody else gets a start
 * that was handed out, so a start that is not used is lost.
 */
export interface SharedRateLimit {
  /**
   * Takes the next free starts for requests to `api`. Resolves with them as monotonic milliseconds of this process, earliest
   * first; with none if others have all that are near. Rejects with a `QueueError` if that is not possible now: then nobody
   * gets any, and what was handed out remains valid.
   */
  take(api: string, wanted: WantedStarts): Promise<readonly number[]>;
}

/** The window in which commands are counted. */
const WINDOW_MS = 60_000;
/** People remembered at the same time; of more, who has been quiet the longest is forgotten, and begins anew. */
const MAX_USERS = 10_000;

/** Counts each person's commands within the last minute, on a clock that only grows. */
export class CommandRateLimiter {
  readonly #perMinute: number;
  /** When each person's commands of the last minute were taken, by user key; who was quiet the longest comes first. */
  readonly #taken = new Map<string, readonly number[]>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /**
   * Takes one command in: 0, or how many milliseconds later the next would be. What is refused is not counted, so that
   * asking too often never makes the wait longer.
   */
  take(userKey: string, nowMs: number): number {
    this.#forgetQuiet(nowMs);
    const recent = (this.#taken.get(userKey) ?? []).filter((atMs) => nowMs - atMs < WINDOW_MS);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= this.#perMinute) return oldest + WINDOW_MS - nowMs;
    this.#taken.delete(userKey);
    this.#taken.set(userKey, [...recent, nowMs]);
    return 0;
  }

  /** People remembered now. */
  get users(): number {
    return this.#taken.size;
  }

  #forgetQuiet(nowMs: number): void {
    for (const [userKey, taken] of this.#taken) {
      const isQuiet = nowMs - (taken.at(-1) ?? 0) >= WINDOW_MS;
      if (!isQuiet && this.#taken.size < MAX_USERS) return;
      this.#taken.delete(userKey);
    }
  }
}

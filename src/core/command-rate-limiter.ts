import { ExpiringMap } from "./time/expiring-map.ts";

/** The window in which commands are counted. */
const WINDOW_MS = 60_000;
/** People remembered at once; of more, those whose last command is longest ago are forgotten and start anew. */
const MAX_USERS = 10_000;

/** Counts each person's commands within the last minute, on a clock that only grows. */
export class CommandRateLimiter {
  readonly #perMinute: number;
  /** When each person's commands of the last minute were taken, by user key. */
  readonly #taken = new ExpiringMap<readonly number[]>(WINDOW_MS, MAX_USERS);

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /**
   * Takes one command: 0, or how many milliseconds later the next would be taken. A refused command is not counted, so
   * asking too often never makes the wait longer.
   */
  take(userKey: string, nowMs: number): number {
    const taken = this.#taken.get(userKey, nowMs)?.value ?? [];
    const recent = taken.filter((atMs) => nowMs - atMs < WINDOW_MS);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= this.#perMinute) return oldest + WINDOW_MS - nowMs;
    this.#taken.set(userKey, [...recent, nowMs], nowMs);
    return 0;
  }

  /** People remembered now. */
  get users(): number {
    return this.#taken.size;
  }
}

import { ExpiringMap } from "./time/expiring-map.ts";

/** Commands are counted within a sliding window of this length. */
const WINDOW_MS = 60_000;
/** Most people remembered at once; beyond that, those whose last command is oldest are forgotten and start from zero. */
const MAX_USERS = 10_000;

/** Counts each person's commands within the last minute, by a monotonic clock. */
export class CommandRateLimiter {
  /** Commands of one person within any minute. */
  readonly perMinute: number;
  /** When each person gave the commands of the last minute, by user key. */
  readonly #taken = new ExpiringMap<readonly number[]>(WINDOW_MS, MAX_USERS);

  constructor(perMinute: number) {
    this.perMinute = perMinute;
  }

  /**
   * Counts a command and returns 0, or refuses it and returns the milliseconds until one would be accepted. A refused
   * command is not counted, so retrying early never makes the wait longer.
   */
  take(userKey: string, nowMs: number): number {
    const taken = this.#taken.get(userKey, nowMs)?.value ?? [];
    const recent = taken.filter((atMs) => nowMs - atMs < WINDOW_MS);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= this.perMinute) return oldest + WINDOW_MS - nowMs;
    this.#taken.set(userKey, [...recent, nowMs], nowMs);
    return 0;
  }

  /** People remembered now. */
  get users(): number {
    return this.#taken.size;
  }
}

/**
 * Slack's rate limits, if they are switched on: posts per channel, edits per workspace. The allowance
 * refills evenly; Slack's documentation only promises "about" and "short bursts".
 */
import type { SlackRates } from "../slack-sandbox.ts";
import { SlackFailure } from "./slack-failure.ts";

interface Allowance {
  left: number;
  at: number;
}

/** See the file's header. */
export class RateLimiter {
  readonly #rates: SlackRates;
  readonly #now: () => number;
  readonly #allowances = new Map<string, Allowance>();

  constructor(rates: SlackRates, now: () => number) {
    this.#rates = rates;
    this.#now = now;
  }

  /** Counts a chat.postMessage. Throws `ratelimited` with its Retry-After. */
  takePost(channelId: string): void {
    const { postsPerSecond, burst = 1 } = this.#rates;
    if (postsPerSecond === undefined) return;
    this.#take(channelId, { perMs: postsPerSecond / 1000, most: burst });
  }

  /** Counts a chat.update. Throws `ratelimited` with its Retry-After. */
  takeEdit(): void {
    const { editsPerMinute } = this.#rates;
    if (editsPerMinute === undefined) return;
    this.#take("chat.update", { perMs: editsPerMinute / 60_000, most: editsPerMinute });
  }

  #take(key: string, { perMs, most }: { perMs: number; most: number }): void {
    const now = this.#now();
    const before = this.#allowances.get(key) ?? { left: most, at: now };
    const left = Math.min(most, before.left + Math.max(0, now - before.at) * perMs);
    this.#allowances.set(key, { left: left < 1 ? left : left - 1, at: now });
    if (left >= 1) return;
    const retryAfterS = Math.max(1, Math.ceil((1 - left) / perMs / 1000));
    throw new SlackFailure("ratelimited", {}, { retryAfterS });
  }
}

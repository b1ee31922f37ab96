/**
 * Promise: a shard identifies as soon as Discord allows, and an outage never costs the token.
 *
 * Why around discord.js 14.28.1 (@discordjs/ws 1.2.3): its throttler waits up to a second and a half longer than Discord
 * asks for, tries as often during an outage as ever, and is forgotten with its client. Discord resets the token after
 * 1,000 IDENTIFYs a day. The throttler is an option of the client: nothing private is touched.
 */
import type { IIdentifyThrottler } from "discord.js";
import type { Clock } from "../../../core/ports/clock.ts";
import { sleep } from "../../../core/time/sleep.ts";

/** Discord accepts one IDENTIFY every five seconds, counted when it arrives. */
const INTERVAL_MS = 5_100;
/** While Discord does not answer, the interval doubles up to this many times. */
const MAX_DOUBLINGS = 5;

/** Decides when a shard may identify: less and less often while Discord does not answer. Outlives the clients. */
export class IdentifyLimiter {
  readonly #clock: Clock;
  /** The latest turn in each of Discord's buckets, and of each shard. */
  readonly #turnAtMs = new Map<number, number>();
  readonly #shards = new Map<number, { atMs: number; unanswered: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The throttler for discord.js. `maxConcurrency`: how many buckets Discord allows. */
  throttler(maxConcurrency: number): IIdentifyThrottler {
    return {
      waitForIdentify: (shardId, signal) =>
        this.#waitForTurn(shardId, { bucket: shardId % maxConcurrency, signal }),
    };
  }

  /** A shard got READY. */
  answered(shardId: number): void {
    this.#shards.delete(shardId);
  }

  async #waitForTurn(
    shardId: number,
    { bucket, signal }: { bucket: number; signal: AbortSignal },
  ): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    const before = this.#turnAtMs.get(bucket);
    const shard = this.#shards.get(shardId);
    const turnAtMs = Math.max(
      nowMs,
      before === undefined ? nowMs : before + INTERVAL_MS,
      shard === undefined ? nowMs : shard.atMs + INTERVAL_MS * 2 ** shard.unanswered,
    );
    this.#turnAtMs.set(bucket, turnAtMs);
    try {
      if (turnAtMs > nowMs) await sleep(this.#clock, turnAtMs - nowMs, signal);
    } catch (error) {
      // The connection was lost in the meantime: give the turn to the next one.
      if (this.#turnAtMs.get(bucket) === turnAtMs && before !== undefined)
        this.#turnAtMs.set(bucket, before);
      throw error;
    }
    const unanswered = Math.min((shard?.unanswered ?? -1) + 1, MAX_DOUBLINGS);
    this.#shards.set(shardId, { atMs: turnAtMs, unanswered });
  }
}

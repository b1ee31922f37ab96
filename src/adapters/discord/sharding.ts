import { SimpleShardingStrategy, type IIdentifyThrottler, type WebSocketOptions } from "discord.js";
import type { Clock, Logger } from "../../core/ports.ts";
import { guardListeners } from "./guard-listeners.ts";
import { wait } from "./wait.ts";

/** Discord takes one IDENTIFY in five seconds, counted where it arrives. */
const IDENTIFY_INTERVAL_MS = 5_100;
/** A peer that is gone does not answer a close frame; ws would wait 30 s for it, and no command arrives meanwhile. */
const CLOSE_TIMEOUT_MS = 1_000;

/** A connection of discord.js; private in its types only. */
interface Shard {
  readonly connection: { terminate(): void } | null;
  destroy(options?: object): Promise<void>;
}

/** discord.js's own way to run shards, with what keeps commands away longer than Discord asks for mended. */
export function shardingOptions({
  clock,
  log,
  isClosed,
}: {
  clock: Clock;
  log: Logger;
  isClosed: () => boolean;
}): Required<Pick<WebSocketOptions, "buildStrategy" | "buildIdentifyThrottler">> {
  return {
    buildStrategy: (manager) => {
      guardListeners(manager, log);
      // A shard between two connections counts as idle, so that destroying it does nothing and it connects again
      // half a second later. The question that it asks before connecting then stays without an answer.
      const retrieve = manager.options.retrieveSessionInfo.bind(manager.options);
      manager.options.retrieveSessionInfo = async (shardId) =>
        isClosed() ? new Promise<never>(() => {}) : retrieve(shardId);
      const strategy = new SimpleShardingStrategy(manager);
      const spawn = strategy.spawn.bind(strategy);
      strategy.spawn = async (shardIds) => {
        await spawn(shardIds);
        const { shards } = strategy as unknown as { shards: ReadonlyMap<number, Shard> };
        for (const shard of shards.values()) boundClose(shard, clock);
      };
      return strategy;
    },
    buildIdentifyThrottler: async (manager) => {
      const { session_start_limit: limit } = await manager.fetchGatewayInformation();
      return createIdentifyThrottler(clock, limit.max_concurrency);
    },
  };
}

/** Cuts a connection that does not close within a second. */
function boundClose(shard: Shard, clock: Clock): void {
  const destroy = shard.destroy.bind(shard);
  shard.destroy = async (options) => {
    const { connection } = shard;
    const cancel = clock.setTimer(CLOSE_TIMEOUT_MS, () => connection?.terminate());
    try {
      await destroy(options);
    } finally {
      cancel();
    }
  };
}

/** Discord's limit and nothing on top: discord.js's own adds up to a second and a half. */
function createIdentifyThrottler(clock: Clock, maxConcurrency: number): IIdentifyThrottler {
  const freeAtMs = new Map<number, number>();
  return {
    waitForIdentify: async (shardId, signal) => {
      const bucket = shardId % maxConcurrency;
      const nowMs = clock.monotonicMs();
      const turnAtMs = Math.max(nowMs, freeAtMs.get(bucket) ?? nowMs);
      const nextAtMs = turnAtMs + IDENTIFY_INTERVAL_MS;
      freeAtMs.set(bucket, nextAtMs);
      try {
        if (turnAtMs > nowMs) await wait(clock, turnAtMs - nowMs, signal);
      } catch (error) {
        // The connection was lost meanwhile: the next one gets the turn.
        if (freeAtMs.get(bucket) === nextAtMs) freeAtMs.set(bucket, turnAtMs);
        throw error;
      }
    },
  };
}

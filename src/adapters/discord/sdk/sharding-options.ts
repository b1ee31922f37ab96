/**
 * Promise: commands arrive again as soon as Discord allows it, after whatever happened to the connection.
 *
 * Why around discord.js 14.28.1 (@discordjs/ws 1.2.3): its client does not pass the deadlines for HELLO and READY on, a
 * shard waits without a deadline for the answer to a RESUME and 30 s for the close frame of a peer that is gone, and a
 * connection that is given up while it opens may still fail, unheard, and end the process. These are methods of its
 * shards, private in their types only.
 */
import {
  SimpleShardingStrategy,
  WebSocketShardDestroyRecovery as Recovery,
  WebSocketShardStatus as ShardStatus,
  type WebSocketOptions,
} from "discord.js";
import type { Clock } from "../../../core/ports/clock.ts";
import { guardEvents, type EventGuard } from "./guard-events.ts";
import type { IdentifyLimiter } from "./identify-limiter.ts";

/** A peer that is gone does not answer a close frame. ws waits 30 s for it, and no command arrives until then. */
const CLOSE_TIMEOUT_MS = 1_000;
/** A session that is not resumed within this time is replaced by a new one. */
const RESUME_WITHIN_MS = 20_000;
/** WebSocket.CONNECTING. */
const CONNECTING = 0;

/** Options of {@link shardingOptions}. */
export interface ShardingOptions extends EventGuard {
  readonly clock: Clock;
  readonly pace: IdentifyLimiter;
  /** Deadline of each answer of Discord before a session is established. */
  readonly timeoutMs: number;
  readonly isClosed: () => boolean;
}

/** A shard of @discordjs/ws. */
interface Shard {
  readonly id: number;
  readonly status: ShardStatus;
  readonly connection: {
    readonly readyState: number;
    terminate(): void;
    on(event: "error", listener: () => void): unknown;
  } | null;
  on(event: "ready" | "resumed", listener: () => void): unknown;
  internalConnect(): Promise<void>;
  resume(session: unknown): Promise<void>;
  destroy(options?: { reason?: string; recover?: Recovery }): Promise<void>;
}

/** discord.js's own way to run shards, with the deadlines that it lacks. */
export function shardingOptions(
  options: ShardingOptions,
): Required<Pick<WebSocketOptions, "buildStrategy" | "buildIdentifyThrottler">> {
  const { pace, timeoutMs } = options;
  return {
    buildStrategy: (manager) => {
      guardEvents(manager, options);
      // discord.js's client does not pass these on; the defaults are 60 s and 15 s.
      manager.options.helloTimeout = timeoutMs;
      manager.options.readyTimeout = timeoutMs;
      const strategy = new SimpleShardingStrategy(manager);
      const spawn = strategy.spawn.bind(strategy);
      strategy.spawn = async (shardIds) => {
        await spawn(shardIds);
        const { shards } = strategy as unknown as { shards: ReadonlyMap<number, Shard> };
        for (const shard of shards.values()) {
          const forget = async (): Promise<void> => {
            await manager.options.updateSessionInfo(shard.id, null);
          };
          boundClose(shard, options);
          boundResuming(shard, { ...options, forget });
          shard.on("ready", () => pace.answered(shard.id));
        }
      };
      return strategy;
    },
    buildIdentifyThrottler: async (manager) => {
      const { session_start_limit: limit } = await manager.fetchGatewayInformation();
      return pace.throttler(limit.max_concurrency);
    },
  };
}

/** Terminates a connection that does not close within a second; one that is still opening, at once. */
function boundClose(shard: Shard, { clock }: ShardingOptions): void {
  const destroy = shard.destroy.bind(shard);
  shard.destroy = async (options) => {
    const { connection } = shard;
    if (connection?.readyState === CONNECTING) {
      // discord.js would let it go on connecting, and an "error" event without a listener ends the process.
      connection.on("error", () => {});
      connection.terminate();
    }
    const cancel = clock.setTimer(CLOSE_TIMEOUT_MS, () => connection?.terminate());
    try {
      await destroy(options);
    } finally {
      cancel();
    }
  };
}

/**
 * Gives up a session that cannot be resumed: discord.js has no deadline for the answer to a RESUME, and if each attempt
 * is cut off, it retries the same session for ever. The events of the old session are too old to be answered.
 */
function boundResuming(
  shard: Shard,
  { clock, log, isClosed, forget }: ShardingOptions & { forget: () => Promise<void> },
): void {
  let cancel: (() => void) | undefined;
  let isGivenUp = false;
  const giveUp = (): void => {
    isGivenUp = true;
    if (isClosed() || shard.status !== ShardStatus.Resuming) return;
    log.warn({ platform: "discord", shardId: shard.id }, "discord.resume_failed");
    void shard.destroy({ reason: "no answer to a RESUME", recover: Recovery.Reconnect });
  };
  const begin = (): void => {
    cancel ??= clock.setTimer(RESUME_WITHIN_MS, giveUp);
  };
  const end = (): void => {
    cancel?.();
    cancel = undefined;
    isGivenUp = false;
  };
  shard.on("ready", end);
  shard.on("resumed", end);
  const connect = shard.internalConnect.bind(shard);
  shard.internalConnect = async () => {
    // A shard between two connections counts as idle: destroying it does nothing, and it connects half a second later.
    if (isClosed()) return;
    begin();
    if (isGivenUp) await forget();
    await connect();
  };
  const resume = shard.resume.bind(shard);
  shard.resume = async (session) => {
    begin();
    await resume(session);
  };
  const destroy = shard.destroy.bind(shard);
  shard.destroy = async (options) => {
    if (isClosed()) end();
    await destroy(options);
  };
}

import { createClient, type RedisClientType } from "@keyv/redis";
import type { ConfigError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { toOpenError, type ServerLocation, type ServerUse } from "../server/server-address.ts";
import { checkDurability } from "./check-durability.ts";

/** How long a connection may take, and how long it may say nothing. */
const CONNECT_TIMEOUT_MS = 2_000;
const SILENCE_TIMEOUT_MS = 5_000;
/** How often a connection to a queue asks for an answer. The lock of a store does that anyway. */
const PING_INTERVAL_MS = 1_000;
const MAX_RECONNECT_DELAY_MS = 1_000;

/** A Redis, and whether the relay may run on one that loses what it has stored. */
export interface RedisLocation extends ServerLocation {
  /** Default: false. */
  readonly allowsVolatile?: boolean;
}

/** Options of {@link connectRedis}. */
export interface ConnectRedisOptions {
  readonly use: ServerUse;
  readonly log: Logger;
}

/**
 * Connects to a Redis that loses nothing it has acknowledged. While the server is away, every call rejects at once, and the
 * connection comes back by itself; so do its duplicates. Rejects with a ConfigError that names the variable with its URL, at
 * once: who opens the server tries again.
 */
export async function connectRedis(
  location: RedisLocation,
  { use, log }: ConnectRedisOptions,
): Promise<RedisClientType> {
  let hasStarted = false;
  const client: RedisClientType = createClient({
    url: location.url,
    // Else calls wait for the server to come back, and would be sent long after their caller has given up.
    disableOfflineQueue: true,
    // A timer for each command, which also ends for those that were answered. The socket's timeout is enough.
    commandOptions: { timeout: 0 },
    ...(use === "queue" && { pingInterval: PING_INTERVAL_MS }),
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      reconnectStrategy: (retries) => hasStarted && toDelayMs(retries),
    },
  });
  // What waits for an answer rejects with it. Without a listener it ends the process.
  client.on("error", () => {});
  try {
    await client.connect();
    const volatility = await checkDurability(client, { ...location, use });
    if (volatility.length > 0) log.warn({ settings: volatility }, `${use}.volatile`);
    hasStarted = true;
    return client;
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw toRedisError(error, location, use);
  }
}

/** Why a Redis could not be opened, and what to do about it. */
export function toRedisError(
  error: unknown,
  location: ServerLocation,
  use: ServerUse,
): ConfigError {
  const cure = `start the server, correct the address, user or password, ${tlsCure(location)}, or choose another ${use === "store" ? "store" : "Redis"}`;
  return toOpenError(error, location, { use, cure });
}

/** A server without TLS does not answer a client that wants it, and one with TLS closes the connection: neither says why. */
const tlsCure = ({ url }: ServerLocation): string =>
  url.startsWith("rediss:")
    ? "use redis:// if the server has no TLS"
    : "use rediss:// if the server has TLS";

const toDelayMs = (retries: number): number =>
  Math.min(50 * 2 ** retries, MAX_RECONNECT_DELAY_MS) * (0.5 + Math.random() / 2);

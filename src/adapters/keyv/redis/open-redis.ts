import { createClient, type RedisClientType } from "@keyv/redis";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";
import { LOCK_TTL_MS } from "../server/lock-keeper.ts";
import { toAddress, toOpenError, type ServerLocation } from "../server/server-address.ts";
import { StoreLockedError } from "../store-locked-error.ts";
import { checkDurability } from "./check-durability.ts";
import { RedisAdapter } from "./redis-adapter.ts";
import { createRedisLock } from "./redis-lock.ts";

/** How long a start waits for a server that cannot be reached. */
const START_TIMEOUT_MS = 5_000;
/** Failures of a server that starts. */
const PASSING_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
/** How long a connection may take, and how long it may say nothing. The lock asks for an answer every second. */
const CONNECT_TIMEOUT_MS = 2_000;
const SILENCE_TIMEOUT_MS = 5_000;
const MAX_RECONNECT_DELAY_MS = 1_000;
/** The lock of a process that was killed stays on the server this long at most. */
const LOCK_PATIENCE_MS = LOCK_TTL_MS + 1_000;

/** A Redis, and whether the relay may run on one that loses what it has stored. */
export interface RedisLocation extends ServerLocation {
  /** Default: false. */
  readonly allowsVolatile?: boolean;
}

/**
 * Opens the part `namespace` of a Redis for this process alone; `disconnect` of the adapter releases it. While the server is
 * away, every call rejects at once, and the connection comes back by itself. Rejects with a ConfigError naming STORE_URL.
 */
export async function openRedis(
  location: RedisLocation,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<RedisAdapter> {
  const { namespace } = location;
  let hasStarted = false;
  const client: RedisClientType = createClient({
    url: location.url,
    // Else calls wait for the server to come back, and would be sent long after their caller has given up.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_TIMEOUT_MS,
      reconnectStrategy: (retries, cause) =>
        hasStarted || isPassing(cause) ? toDelayMs(retries) : cause,
    },
  });
  const reconnect = (): void => {
    if (!client.isOpen) return;
    client.destroy();
    // Failures are events, and the client goes on trying.
    client.connect().catch(() => {});
  };
  const lock = createRedisLock({ client, namespace, reconnect, clock });
  const adapter = new RedisAdapter({ client, namespace, lock });
  try {
    await connect(client, clock);
    const volatility = await checkDurability(client, location);
    if (volatility.length > 0) log.warn({ settings: volatility }, "store.volatile");
    if (!(await lock.acquire(LOCK_PATIENCE_MS))) throw new StoreLockedError(toAddress(location));
    hasStarted = true;
    return adapter;
  } catch (error) {
    await adapter.disconnect();
    throw toOpenError(
      error,
      location,
      `start the server, correct the address, user or password, ${tlsCure(location)}, or choose another store`,
    );
  }
}

async function connect(client: RedisClientType, clock: Clock): Promise<void> {
  let reason: unknown = new Error(`no answer in ${START_TIMEOUT_MS} ms`);
  client.on("error", (error) => {
    reason = error;
  });
  const fallback = (): never => {
    throw reason;
  };
  await withTimeout(client.connect(), { clock, timeoutMs: START_TIMEOUT_MS, fallback });
}

/** A server without TLS does not answer a client that wants it, and one with TLS closes the connection: neither says why. */
const tlsCure = ({ url }: ServerLocation): string =>
  url.startsWith("rediss:")
    ? "use redis:// if the server has no TLS"
    : "use rediss:// if the server has TLS";

/** Whether a failure may pass by itself, unlike a wrong password or certificate. */
const isPassing = (cause: Error): boolean =>
  "code" in cause && PASSING_CODES.has(String(cause.code));

const toDelayMs = (retries: number): number =>
  Math.min(50 * 2 ** retries, MAX_RECONNECT_DELAY_MS) * (0.5 + Math.random() / 2);

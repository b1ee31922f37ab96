import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { connectAgain } from "../../redis/connect-again.ts";
import { checkRights } from "../../redis/check-rights.ts";
import { LOCK_TTL_MS } from "../server/lock-keeper.ts";
import { toAddress } from "../server/server-address.ts";
import { StoreLockedError } from "../store-locked-error.ts";
import { connectRedis, toRedisError, type RedisLocation } from "./connect-redis.ts";
import { RedisAdapter } from "./redis-adapter.ts";
import { createRedisLock } from "./redis-lock.ts";

/** The lock of a process that was killed stays on the server this long at most. */
const LOCK_PATIENCE_MS = LOCK_TTL_MS + 1_000;

/**
 * Opens the part `namespace` of a Redis for this process alone, or for those that share it; `disconnect` of the adapter releases it. While the server is
 * away, every call rejects at once, and the connection comes back by itself. Rejects with a ConfigError naming STORE_URL.
 */
export async function openRedis(
  location: RedisLocation,
  {
    queueId,
    clock,
    log,
  }: {
    readonly queueId?: (() => string) | undefined;
    readonly clock: Clock;
    readonly log: Logger;
  },
): Promise<RedisAdapter> {
  const { namespace, isShared = false } = location;
  const client = await connectRedis(location, { use: "store", log });
  const reconnect = (): void => {
    if (client.isOpen) connectAgain(client);
  };
  const lock = createRedisLock({ client, namespace, isShared, queueId, reconnect, clock });
  const adapter = new RedisAdapter({ client, namespace, lock });
  try {
    if (!(await lock.acquire(LOCK_PATIENCE_MS)))
      throw new StoreLockedError(toAddress(location), { isShared });
    await checkRights(client, [
      ["SCAN", "0", "COUNT", "1"],
      ["HLEN", `${namespace}::index:rows`],
      ["ZCARD", `${namespace}::index:in:`],
    ]);
    return adapter;
  } catch (error) {
    await adapter.disconnect();
    throw toRedisError(error, location, "store");
  }
}

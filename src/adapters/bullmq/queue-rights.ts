import type { RedisClientType } from "@keyv/redis";
import { checkRights } from "../redis/check-rights.ts";

/**
 * Rejects with the server's reason if its user may not run one command of each kind that the queue needs. Processes are counted by
 * the names of their connections, and a restart of the server shows in INFO: restricted users often may do neither.
 */
export const checkQueueRights = (client: RedisClientType, namespace: string): Promise<void> =>
  checkRights(client, [
    ["CLIENT", "LIST"],
    ["CLIENT", "SETNAME", `${namespace}:queue`],
    ["INFO", "server"],
    ["TIME"],
    ["XREVRANGE", `${namespace}:queue:messages:events`, "+", "-", "COUNT", "1"],
    // Also one of those that may block, which are a kind of their own.
    ["XREAD", "COUNT", "1", "STREAMS", `${namespace}:queue:messages:events`, "$"],
    ["HLEN", `${namespace}:queue:crash-marks`],
    ["LLEN", `${namespace}:queue:partitions:wait`],
    ["ZCARD", `${namespace}:queue:partitions:delayed`],
  ]);

import { randomUUID } from "node:crypto";
import type { RedisClientType } from "@keyv/redis";
import type { Clock } from "../../../core/ports/clock.ts";
import { LOCK_TTL_MS, LockKeeper } from "../server/lock-keeper.ts";
import { isReplicaError } from "../../redis/is-replica-error.ts";
import { RedisScript, runScript } from "../../redis/redis-script.ts";

/**
 * Takes the lock if it is free or ours. It expires by itself if the process dies. Those that share the store also share a queue:
 * its id, and the one with which this process renewed the lock last, follow.
 */
const RENEW = new RedisScript(`
  local holder = redis.call("GET", KEYS[1])
  if holder and holder ~= ARGV[1] then return 0 end
  if ARGV[3] ~= "" then
    local queue = redis.call("GET", KEYS[2])
    if queue and queue ~= ARGV[3] and queue ~= ARGV[4] then return 0 end
    redis.call("SET", KEYS[2], ARGV[3], "PX", ARGV[2])
  end
  redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
  return 1
`);
const RELEASE = new RedisScript(`
  if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end
  return 1
`);

/** What all processes that share a store put into the lock. */
const SHARED = "shared";

/**
 * The lock of a namespace, as a key that this process renews, or all that share the store. `reconnect` replaces a connection
 * that may be dead, or leads to a server that has become a replica: it answers, and the address may lead to another one now.
 */
export function createRedisLock(options: {
  readonly client: RedisClientType;
  readonly namespace: string;
  readonly isShared: boolean;
  readonly queueId: (() => string) | undefined;
  readonly reconnect: () => void;
  readonly clock: Clock;
}): LockKeeper {
  const { client, namespace, isShared, queueId = () => "", reconnect, clock } = options;
  const keys = [`${namespace}::lock`, `${namespace}::queue`];
  const holder = isShared ? SHARED : randomUUID();
  let lastId = "";
  return new LockKeeper({
    renew: async () => {
      try {
        const id = queueId();
        const renewed = { keys, arguments: [holder, String(LOCK_TTL_MS), id, lastId] };
        const isHeld = (await runScript(client, RENEW, renewed)) === 1;
        if (isHeld) lastId = id;
        return isHeld;
      } catch (error) {
        if (isReplicaError(error)) reconnect();
        throw error;
      }
    },
    release: async () => {
      // Others may still use the store. If none does, the lock expires.
      if (isShared) return;
      await runScript(client, RELEASE, { keys, arguments: [holder] });
    },
    onSilence: reconnect,
    clock,
  });
}

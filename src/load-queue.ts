import type { WriteCheck } from "./adapters/bullmq/write-check.ts";
import type { QueueConfig } from "./config/queue-settings.ts";
import { ConfigError, QueueError } from "./core/errors.ts";
import type { Clock } from "./core/ports/clock.ts";
import type { Logger } from "./core/ports/logger.ts";
import type { ProcessQueue } from "./core/ports/processes/process-queue.ts";

/**
 * Connects to the Redis through which several processes share the work. Rejects with a ConfigError that names QUEUE_URL if it
 * cannot be reached, takes no writes, or may lose what it has stored.
 */
export async function openQueue(
  config: QueueConfig,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<ProcessQueue> {
  const { connectRedis, toRedisError } = await import("./adapters/keyv/redis/connect-redis.ts");
  const { BullMessages } = await import("./adapters/bullmq/messages.ts");
  const { BullPartitions } = await import("./adapters/bullmq/partitions.ts");
  const { RedisSharedRateLimit } = await import("./adapters/bullmq/shared-rate-limit.ts");
  const { RedisCrashMarks } = await import("./adapters/bullmq/crash-marks.ts");
  const { OutageLog } = await import("./adapters/bullmq/outage-log.ts");
  const { checkQueueRights } = await import("./adapters/bullmq/queue-rights.ts");
  const { WriteCheck } = await import("./adapters/bullmq/write-check.ts");
  const { namespace, lockMs } = config;
  const client = await connectRedis(config, { use: "queue", log });
  const outages = new OutageLog(log, clock);
  outages.watch(client);
  const common = { client, namespace, outages, clock };
  const check = new WriteCheck({ ...common, lockMs, log });
  const close = async (): Promise<void> => {
    check.stop();
    outages.close(client);
  };
  try {
    await check.write();
    await checkQueueRights(client, namespace);
  } catch (error) {
    await close();
    throw toRedisError(error, config, "queue");
  }
  check.start();
  return {
    get id() {
      return check.id;
    },
    messages: new BullMessages(common),
    crashMarks: new RedisCrashMarks(common),
    sharedLimit: new RedisSharedRateLimit(common),
    useStore: (storeId) =>
      useStore(check, storeId, config).catch((error: unknown) => {
        throw toRedisError(error, config, "queue");
      }),
    createPartitions: (work) => new BullPartitions({ ...common, lockMs, work, log }),
    ping: () => ping(check),
    close,
  };
}

async function ping(check: Pick<WriteCheck, "write">): Promise<void> {
  try {
    await check.write();
  } catch (error) {
    throw new QueueError("the queue does not answer, or refuses to write", { cause: error });
  }
}

/** Rejects with a ConfigError if other processes use the queue with another store. */
async function useStore(
  check: Pick<WriteCheck, "useStore">,
  storeId: string,
  config: QueueConfig,
): Promise<void> {
  if (await check.useStore(storeId)) return;
  const { toAddress } = await import("./adapters/keyv/server/server-address.ts");
  throw new ConfigError([
    `QUEUE_URL names a queue that processes with another STORE_URL are using (${toAddress(config)}): set the same STORE_URL for all, or give this relay a namespace of its own (STORE_URL=...?namespace=name)`,
  ]);
}

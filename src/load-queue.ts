import type { QueueConfig } from "./config/queue-settings.ts";
import { QueueError } from "./core/errors.ts";
import type { Clock } from "./core/ports/clock.ts";
import type { Logger } from "./core/ports/logger.ts";
import type { ProcessQueue } from "./core/ports/processes/process-queue.ts";

/**
 * Connects to the Redis through which several processes share the work. Rejects with a ConfigError that names QUEUE_URL if it
 * cannot be reached, or may lose what it has stored.
 */
export async function openQueue(
  config: QueueConfig,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<ProcessQueue> {
  const { connectRedis } = await import("./adapters/keyv/redis/connect-redis.ts");
  const { BullMessages } = await import("./adapters/bullmq/messages.ts");
  const { BullPartitions } = await import("./adapters/bullmq/partitions.ts");
  const { RedisSharedRateLimit } = await import("./adapters/bullmq/shared-rate-limit.ts");
  const { RedisCrashMarks } = await import("./adapters/bullmq/crash-marks.ts");
  const { OutageLog } = await import("./adapters/bullmq/outage-log.ts");
  const { namespace, lockMs } = config;
  const client = await connectRedis(config, { use: "queue", clock, log });
  const outages = new OutageLog(log);
  outages.watch(client);
  const common = { client, namespace, outages, clock };
  return {
    messages: new BullMessages(common),
    crashMarks: new RedisCrashMarks(common),
    sharedLimit: new RedisSharedRateLimit(common),
    createPartitions: (work) => new BullPartitions({ ...common, lockMs, work, log }),
    ping: async () => {
      try {
        await client.ping();
      } catch (error) {
        throw new QueueError("the queue does not answer", { cause: error });
      }
    },
    close: async () => {
      outages.close(client);
    },
  };
}

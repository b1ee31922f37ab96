import { createClient } from "@keyv/redis";
import { RedisAdapter } from "../../../../../src/adapters/keyv/redis/redis-adapter.ts";
import { describeServerIndex } from "../../../../contracts/store/server-index.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";

const lock = { ensure: async () => {}, release: async () => {} };

describeServerIndex("Redis", {
  start: () => startRedis(),
  openUnlocked: async (url, namespace) => {
    const client = createClient({ url, disableOfflineQueue: true });
    client.on("error", () => {});
    await client.connect();
    return new RedisAdapter({ client, namespace, lock });
  },
});

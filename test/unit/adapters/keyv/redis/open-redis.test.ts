import { createClient } from "@keyv/redis";
import { RedisAdapter } from "../../../../../src/adapters/keyv/redis/redis-adapter.ts";
import { describeServerStore } from "../../../../contracts/store/server-store.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";

const lock = { ensure: async () => {}, release: async () => {} };

describeServerStore("Redis", {
  start: () => startRedis(),
  openUnlocked: async (url) => {
    const client = createClient({ url });
    await client.connect();
    return new RedisAdapter({ client, namespace: "unlocked", lock });
  },
});

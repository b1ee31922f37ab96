import { describeServerStore } from "../../../../contracts/store/server-store.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";

describeServerStore("Redis", () => startRedis());

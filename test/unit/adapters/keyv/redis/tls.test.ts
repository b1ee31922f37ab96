import { expect, it } from "vitest";
import { describeTlsStore, tryStore } from "../../../../contracts/store/tls-store.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";

// Used to name no cure for either: "Connection timeout", or that the connection was closed.
describeTlsStore(
  "Redis",
  () => startRedis({}, { isEncrypted: true }),
  (urlOf) => {
    it("says how to connect to a server that has TLS", async () => {
      const url = urlOf().replace("rediss:", "redis:");
      expect(await tryStore(url)).toMatch(/STORE_URL .*use rediss:\/\/ if the server has TLS/);
    });

    it("says how to connect to a server that has no TLS", async () => {
      await using server = await startRedis();
      const url = server.url.replace("redis:", "rediss:");
      expect(await tryStore(url)).toMatch(/STORE_URL .*use redis:\/\/ if the server has no TLS/);
    });
  },
);

import { createClient } from "@keyv/redis";
import { expect, it, vi } from "vitest";
import { openRedis } from "../../../../../src/adapters/keyv/redis/open-redis.ts";
import { systemClock as clock } from "../../../../../src/adapters/node/system-clock.ts";
import { describeIf } from "../../../../contracts/test-if.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { findRedis } from "../../../../support/servers/find-servers.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";

const WITHIN = { timeout: 10_000, interval: 50 };

describeIf(findRedis() !== undefined)("the lock of a store on Redis", () => {
  // A server that becomes a replica keeps its connections: until its restart, the relay used to ask it and not the new master.
  it("connects again as long as the server is a replica", async () => {
    await using server = await startRedis();
    const { url } = server;
    await using stack = new AsyncDisposableStack();
    const adapter = await openRedis(
      { url, namespace: "relay" },
      { clock, log: createFakeLogger() },
    );
    stack.defer(() => adapter.disconnect());
    const admin = createClient({ url });
    admin.on("error", () => {});
    await admin.connect();
    stack.defer(() => admin.destroy());
    const client = await adapter.getClient();
    const firstId = await client.clientId();
    await admin.sendCommand(["REPLICAOF", "127.0.0.1", "1"]);
    await vi.waitFor(async () => expect(await client.clientId()).toBeGreaterThan(firstId), WITHIN);
    await admin.sendCommand(["REPLICAOF", "NO", "ONE"]);
    await vi.waitFor(() => adapter.set("key", "text"), WITHIN);
    expect(await adapter.get("key")).toBe("text");
  });
});

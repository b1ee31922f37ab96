import { createClient, type RedisClientType } from "@keyv/redis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createKeyvStore } from "../../../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { storeUrl } from "../../../../../src/config/store-url.ts";
import { followKey, KEPT_FOR_MS } from "../../../../../src/core/follow/follow.ts";
import type { RelayStore } from "../../../../../src/core/ports/stores.ts";
import { followsOf } from "../../../../contracts/store/follow-store.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { aFollow, putFollow, removeFollow } from "../../../../support/follows.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../../support/servers/test-server.ts";

let server: TestServer;
let client: RedisClientType;
let store: RelayStore;
beforeAll(async () => {
  server = await startRedis();
  client = createClient({ url: server.url });
  await client.connect();
  store = createKeyvStore({
    store: storeUrl.parse(server.url),
    clock: systemClock,
    log: createFakeLogger(),
  });
  await store.start();
});
afterEach(() => removeFollow(store.follows, key));
afterAll(async () => {
  await store.stop();
  client.destroy();
  await server[Symbol.asyncDispose]();
});
const key = followKey(aFollow());

async function ttlMs(): Promise<number> {
  const [name = ""] = await client.keys("pika-relay::follow:*");
  return client.pTTL(name);
}

describe("a store on Redis", () => {
  it("drops what has ended after a week, and nothing else", async () => {
    await putFollow(store.follows, aFollow());
    expect(await ttlMs()).toBe(-1);
    await store.follows.update(key, () => aFollow({ state: "delivered" }));
    expect(await ttlMs()).toBeGreaterThan(KEPT_FOR_MS - 60_000);
    await store.follows.update(key, () => aFollow({ state: "settled" }));
    expect(await ttlMs()).toBe(-1);
    await putFollow(store.follows, aFollow({ state: "discarded" }));
    expect(await ttlMs()).toBeGreaterThan(KEPT_FOR_MS - 60_000);
  });

  it("updates after the server has forgotten its scripts", async () => {
    await store.follows.update(key, () => aFollow());
    await client.scriptFlush();
    await store.follows.update(key, () => aFollow({ state: "settled" }));
    expect(await store.follows.get(key)).toMatchObject({ state: "settled" });
  });

  it("lists its own records only, among many of others, without asking for all keys at once", async () => {
    await putFollow(store.follows, aFollow());
    const others = Array.from({ length: 5_000 }, (_, index) => [`other:${index}`, "x"] as const);
    await client.mSet(Object.fromEntries(others));
    await client.set("pika-relay-2::follow:x", "x");
    await client.configResetStat();
    expect(await followsOf(store)).toEqual([aFollow()]);
    const commands = await client.info("commandstats");
    expect(commands).toContain("cmdstat_scan");
    expect(commands).not.toContain("cmdstat_keys");
    await client.del(others.map(([name]) => name));
  });

  it("keeps the keys under its namespace, and leaves none behind but its records", async () => {
    await putFollow(store.follows, aFollow());
    const keys = await client.keys("*");
    expect(keys.filter((name) => !name.startsWith("pika-relay"))).toEqual([]);
    await store.stop();
    expect(await client.exists("pika-relay::lock")).toBe(0);
    await store.start();
    expect(await client.exists("pika-relay::lock")).toBe(1);
  });

  it("does nothing while another process has taken it", async () => {
    await putFollow(store.follows, aFollow());
    await client.set("pika-relay::lock", "another process");
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    await expect(store.follows.get(key)).rejects.toThrow(/another process has taken the store/);
    await expect(putFollow(store.follows, aFollow())).rejects.toMatchObject({
      code: "store_unavailable",
    });
    await client.del("pika-relay::lock");
    expect(await store.follows.get(key)).toEqual(aFollow());
  });
});

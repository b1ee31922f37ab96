import { createClient } from "@keyv/redis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findVolatility } from "../../../../../src/adapters/keyv/redis/check-durability.ts";
import { createKeyvStore } from "../../../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { startRedis } from "../../../../support/servers/redis-server.ts";
import type { TestServer } from "../../../../support/servers/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => configure({ appendonly: "yes", "maxmemory-policy": "noeviction" }));

async function configure(settings: Readonly<Record<string, string>>): Promise<void> {
  const client = createClient({ url: server.url });
  await client.connect();
  await client.configSet({ ...settings });
  client.destroy();
}

/** The one line that refuses a start on the server; `undefined` if it starts. */
async function startOn(url: string, allowsVolatile = false) {
  const log = createFakeLogger();
  const store = createKeyvStore({
    store: { scheme: "redis", url, namespace: "durability", allowsVolatile },
    clock: systemClock,
    log,
  });
  const refusal = await store.start().then(
    () => undefined,
    (error: unknown) => String(error),
  );
  await store.stop();
  return { refusal, warnings: log.of("store.volatile") };
}

describe("a start on a Redis", () => {
  it("that keeps what it stores needs no permission", async () => {
    expect(await startOn(server.url)).toEqual({ refusal: undefined, warnings: [] });
  });

  it.each([
    [{ appendonly: "no" }, "appendonly is not yes"],
    [{ "maxmemory-policy": "allkeys-lru" }, "maxmemory-policy is allkeys-lru"],
    [{ "maxmemory-policy": "volatile-ttl" }, "maxmemory-policy is volatile-ttl"],
  ])(
    "with %o is refused in one line, with the cure, unless it is allowed",
    async (settings, fault) => {
      await configure(settings);
      const { refusal } = await startOn(server.url);
      expect(refusal).toContain(
        `STORE_URL names a Redis that may lose what it has stored (${fault})`,
      );
      expect(refusal).toMatch(
        /set appendonly yes and .*noeviction.*RELAY_ALLOW_VOLATILE_REDIS=true/,
      );
      expect(refusal).not.toContain("\n");
      expect(await startOn(server.url, true)).toEqual({
        refusal: undefined,
        warnings: [{ settings: [fault] }],
      });
    },
  );

  it("whose user may not read INFO is refused in one line", async () => {
    const client = createClient({ url: server.url });
    await client.connect();
    await client.aclSetUser("limited", ["on", ">limited-password", "~*", "+@all", "-info"]);
    client.destroy();
    const url = server.url.replace(/:[^:@]*@/, "limited:limited-password@");
    const { refusal } = await startOn(url);
    expect(refusal).toMatch(/STORE_URL .*INFO.*RELAY_ALLOW_VOLATILE_REDIS=true/);
    expect(await startOn(url, true)).toMatchObject({ refusal: undefined, warnings: [{}] });
  });

  // It used to end with exit code 1, or to start and to refuse every command.
  it.each(["-scan", "-@hash"])(
    "whose user has no right %s is refused in one line",
    async (rule) => {
      const client = createClient({ url: server.url });
      await client.connect();
      await client.aclSetUser("fewer", ["on", ">limited-password", "~*", "+@all", rule]);
      client.destroy();
      const { refusal } = await startOn(server.url.replace(/:[^:@]*@/, "fewer:limited-password@"));
      expect(refusal).toMatch(/STORE_URL names a store that cannot be opened .*NOPERM.*user/);
      expect(refusal).not.toContain("\n");
    },
  );
});

it("takes a server that says nothing about itself at its worst", () => {
  expect(findVolatility("aof_enabled:1\r\nmaxmemory_policy:noeviction\r\n")).toEqual([]);
  expect(findVolatility("# Persistence\r\n")).toEqual([
    "appendonly is not yes",
    "maxmemory-policy is unknown",
  ]);
});

import { expect, it } from "vitest";
import { createEnvironment } from "../../support/processes/test-environment.ts";
import { startRedis } from "../../support/servers/redis-server.ts";
import { describeRelayOnServer } from "../relay-on-server.ts";

describeRelayOnServer("Redis", () => startRedis());

it("ends with exit code 2 and one line on a Redis that may lose what it stores, unless it is told to go on", async () => {
  await using server = await startRedis({ appendonly: "no" });
  await using environment = await createEnvironment();
  const env = { STORE_URL: server.url };
  const refused = environment.relay(env);
  expect(await refused.exited).toEqual({ code: 2, signal: null });
  expect(refused.errors().split("\n")).toEqual([
    expect.stringMatching(/STORE_URL .*appendonly .*RELAY_ALLOW_VOLATILE_REDIS=true/),
  ]);
  const relay = await environment.readyRelay({ ...env, RELAY_ALLOW_VOLATILE_REDIS: "true" });
  await relay.event("store.volatile");
  expect(await relay.stop()).toEqual({ code: 0, signal: null });
});

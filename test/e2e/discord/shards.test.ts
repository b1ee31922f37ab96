/** Discord's gateway spread over two processes. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RelayProcess } from "../../../sandbox/process/relay-process.ts";
import { channelInShard } from "../../support/discord/channel-in-shard.ts";
import { createDiscordDriver, statusOf } from "../../support/processes/platform-drivers.ts";
import {
  createEnvironment,
  type TestEnvironment,
} from "../../support/processes/test-environment.ts";

let environment: TestEnvironment;
let relays: readonly RelayProcess[];

/** Each process has a store of its own. */
const start = (shardIds: string): Promise<RelayProcess> =>
  environment.readyRelay({
    ...createDiscordDriver(environment).env,
    STORE_URL: "memory:",
    DISCORD_SHARDS: "2",
    DISCORD_SHARD_IDS: shardIds,
  });

beforeAll(async () => {
  environment = await createEnvironment();
  relays = [await start("0"), await start("1")];
});
afterAll(() => environment[Symbol.asyncDispose]());

it("answers each server in the process of its shard", async () => {
  const { discord, pika } = environment;
  const driver = createDiscordDriver(environment);
  for (const [shard, relay] of relays.entries()) {
    const { channelId: channel } = await channelInShard(discord, { shard, of: 2 });
    const jobId = pika.addJob();
    await driver.type("pika-status", [jobId], { channel });
    await statusOf(driver, jobId, channel);
    const registered = relay.log.filter(({ msg }) => msg === "follow.registered");
    expect(registered).toMatchObject([{ jobId, channelId: channel }]);
  }
  expect(environment.violations()).toEqual([]);
});

it("registers the commands once", () => {
  expect(environment.discord.registrations).toHaveLength(1);
});

it.each([
  [{ DISCORD_SHARDS: "2", DISCORD_SHARD_IDS: "2" }, "DISCORD_SHARD_IDS"],
  [{ DISCORD_SHARDS: "", DISCORD_SHARD_IDS: "0" }, "DISCORD_SHARDS"],
  [{ DISCORD_SHARDS: "two" }, "DISCORD_SHARDS"],
  [{ DISCORD_PUBLIC_KEY: "not a key", RELAY_HTTP_PORT: "3000" }, "DISCORD_PUBLIC_KEY"],
  [{ DISCORD_PUBLIC_KEY: "ab".repeat(32) }, "RELAY_HTTP_PORT"],
])("exits with code 2 and one line for %j", async (env, name) => {
  const relay = environment.relay({ ...createDiscordDriver(environment).env, ...env });
  expect(await relay.exited).toEqual({ code: 2, signal: null });
  expect(relay.errors().trim().split("\n")).toEqual([
    expect.stringMatching(new RegExp(`^pika-relay: ${name} `)),
  ]);
});

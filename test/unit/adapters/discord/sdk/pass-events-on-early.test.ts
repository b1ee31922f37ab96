import { Events } from "discord.js";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { DiscordSandbox } from "../../../../../sandbox/discord/discord-sandbox.ts";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { adapterFor, JOB_ID } from "../../../../support/discord/connected.ts";
import { stockClient } from "./stock-client.ts";

/** A bot of so many servers that Discord recommends two shards, and a direct message, which belongs to the first. */
async function inTwoShards(discord: DiscordSandbox) {
  // An earlier process has registered the commands.
  const earlier = adapterFor(discord);
  await earlier.start(new AbortController().signal);
  await earlier.stop();
  const authorization = `Bot ${discord.token}`;
  const answer = await fetch(`${discord.apiUrl}/v10/gateway/bot`, { headers: { authorization } });
  const body = { ...((await answer.json()) as object), shards: 2 };
  discord.failNext({ path: /gateway\/bot$/, status: 200, body, times: Infinity });
  const adapter = adapterFor(discord, { clock: systemClock });
  const { channel: channelId } = await adapter.openDirect(discord.users[0].id);
  const firstIsReady = async (): Promise<void> => {
    await expect.poll(() => discord.gateway.counts.identifies).toBe(2);
  };
  const type = () =>
    discord.command({ name: "pika-status", options: { jobid: JOB_ID }, channelId });
  return { adapter, firstIsReady, type };
}

it("acknowledges a command of the first shard before the second has identified", async () => {
  await using discord = await createDiscordSandbox();
  const { adapter, firstIsReady, type } = await inTwoShards(discord);
  const stop = new AbortController();
  const started = adapter.start(stop.signal);
  started.catch(() => {});
  await firstIsReady();
  const typed = await type();
  expect((await typed.acknowledged).afterMs).toBeLessThan(3_000);
  expect(discord.gateway.counts.identifies).toBe(2);
  stop.abort();
  await adapter.stop();
});

it("is still needed: discord.js keeps the command until the last shard is ready", async () => {
  await using discord = await createDiscordSandbox();
  const { adapter, firstIsReady, type } = await inTwoShards(discord);
  const { client } = stockClient(discord);
  let interactions = 0;
  client.on(Events.InteractionCreate, () => (interactions += 1));
  void client.login(discord.token).catch(() => {});
  await firstIsReady();
  const typed = await type();
  typed.acknowledged.catch(() => {});
  await sleep(500);
  expect(interactions).toBe(0);
  await adapter.stop();
});

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { stockClient } from "./stock-client.ts";

it("is still needed: discord.js takes no deadlines for the gateway's answers", async () => {
  await using discord = await createDiscordSandbox();
  const { client, manager } = stockClient(discord);
  await client.login(discord.token);
  expect(manager().options).toMatchObject({ helloTimeout: 60_000, readyTimeout: 15_000 });
});

it("is still needed: discord.js waits forever for the answer to a RESUME", async () => {
  await using discord = await createDiscordSandbox();
  const { client, manager } = stockClient(discord);
  await client.login(discord.token);
  Object.assign(manager().options, { helloTimeout: 50, readyTimeout: 50 });
  discord.gateway.fail("resume", "silence");
  discord.gateway.drop();
  await expect.poll(() => discord.gateway.counts.resumes, { timeout: 5_000 }).toBe(1);
  await sleep(500);
  expect(discord.gateway.counts).toMatchObject({ resumes: 1, identifies: 1 });
});

it("is still needed: discord.js waits for a peer that is gone", async () => {
  await using discord = await createDiscordSandbox();
  const { client } = stockClient(discord);
  await client.login(discord.token);
  discord.gateway.freeze();
  const outcome = await Promise.race([client.destroy(), sleep(1_500, "waits")]);
  expect(outcome).toBe("waits");
});

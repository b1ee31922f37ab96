import { expect, it } from "vitest";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { adapterFor, connect, statusPost } from "../../../../support/discord/connected.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";

const forever = new AbortController().signal;

it("registers the commands, and reports that they arrive", async () => {
  const connections: boolean[] = [];
  await using server = await connect({
    byHttp: true,
    adapter: { onConnection: ({ connected }) => void connections.push(connected) },
  });
  expect(server.discord.commands().length).toBeGreaterThan(0);
  expect(server.log.of("discord.ready")).toMatchObject([
    { applicationId: server.discord.applicationId },
  ]);
  expect(connections).toEqual([true]);
});

it("finds the message of an earlier attempt by the id of its bot", async () => {
  await using server = await connect({ byHttp: true, sandbox: { nonceWindowMs: 0 } });
  const post = statusPost(server.channel, "It runs.");
  const first = await server.adapter.postStatus(post);
  expect(await server.adapter.postStatus({ ...post, mayAlreadyExist: true })).toEqual(first);
});

it("names the variable and the remedy if Discord refuses the token", async () => {
  await using discord = await createDiscordSandbox();
  const token = "bm90LXRoZS1ib3Q.wrong.token";
  const adapter = adapterFor(discord, { token, publicKey: discord.publicKey });
  await expect(adapter.start(forever)).rejects.toThrow(/DISCORD_TOKEN.*Reset Token/);
  await adapter.stop();
});

it("tries again while Discord does not answer", async () => {
  await using discord = await createDiscordSandbox();
  const fault = discord.failNext({ path: /^\/applications\/@me$/, status: 500, times: 2 });
  const adapter = adapterFor(discord, { publicKey: discord.publicKey });
  await adapter.start(forever);
  expect(fault.hits).toBe(2);
  await adapter.stop();
});

it("warns if the key is another application's, and if Discord has no address for interactions", async () => {
  await using discord = await createDiscordSandbox();
  const log = createFakeLogger();
  const adapter = adapterFor(discord, { publicKey: "ab".repeat(32), log });
  await adapter.start(forever);
  expect(log.of("discord.public_key_differs")).toMatchObject([
    { cure: expect.stringContaining("DISCORD_PUBLIC_KEY") as string },
  ]);
  expect(log.of("discord.no_endpoint_url")).toMatchObject([
    { cure: expect.stringContaining("/discord/interactions") as string },
  ]);
  await adapter.stop();
});

it("warns of nothing if both are right", async () => {
  await using server = await connect({ byHttp: true });
  const again = adapterFor(server.discord, {
    publicKey: server.discord.publicKey.toUpperCase(),
    log: server.log,
  });
  const warned = server.log.of("discord.no_endpoint_url").length;
  await again.start(forever);
  expect(server.log.of("discord.public_key_differs")).toEqual([]);
  expect(server.log.of("discord.no_endpoint_url")).toHaveLength(warned);
  await again.stop();
});

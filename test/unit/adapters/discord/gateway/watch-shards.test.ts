/** Shards of one process and of several, with the real discord.js. */
import { expect, it, onTestFinished } from "vitest";
import type { DiscordAdapterOptions } from "../../../../../src/adapters/discord/adapter.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import type { CommandInvocation } from "../../../../../src/core/invocation.ts";
import { line, message } from "../../../../../src/core/message.ts";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import type {
  DiscordSandbox,
  DiscordSandboxOptions,
} from "../../../../../sandbox/discord/discord-sandbox.ts";
import { channelInShard } from "../../../../support/discord/channel-in-shard.ts";
import {
  adapterFor,
  handlersWith,
  hurriedClock,
  JOB_ID,
} from "../../../../support/discord/connected.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";

const forever = new AbortController().signal;

async function openDiscord(options?: DiscordSandboxOptions): Promise<DiscordSandbox> {
  const discord = await createDiscordSandbox(options);
  onTestFinished(() => discord.close());
  return discord;
}

/** One process of the relay; it is not started yet. */
function createProcess(discord: DiscordSandbox, options: Partial<DiscordAdapterOptions> = {}) {
  const invocations: CommandInvocation[] = [];
  const connections: boolean[] = [];
  const log = createFakeLogger();
  const adapter = adapterFor(discord, {
    log,
    clock: systemClock,
    handlers: handlersWith({ command: async (invocation) => void invocations.push(invocation) }),
    onConnection: ({ connected }) => void connections.push(connected),
    ...options,
  });
  onTestFinished(() => adapter.stop());
  return { adapter, invocations, connections, log, start: () => adapter.start(forever) };
}

/** Two processes, each with one shard of two. */
const createTwo = (discord: DiscordSandbox) => {
  const [first, second] = [0, 1].map((id) =>
    createProcess(discord, { shards: { count: 2, ids: [id] } }),
  );
  return [first!, second!] as const;
};

const typeIn = async (discord: DiscordSandbox, channelId: string): Promise<void> => {
  const order = { name: "pika-status", options: { jobid: JOB_ID }, channelId };
  await (
    await discord.command(order)
  ).acknowledged;
};

const channelsOf = ({ invocations }: { invocations: readonly CommandInvocation[] }): string[] =>
  invocations.map(({ channel }) => channel.channel);

const shardsOf = ({ gateway }: DiscordSandbox) =>
  gateway.sessions
    .toSorted((a, b) => a.shard[0] - b.shard[0])
    .map(({ shard: [id, count], connected }) => [id, count, connected]);

it("gives each of two processes the servers of its shard", async () => {
  const discord = await openDiscord();
  const places = [
    await channelInShard(discord, { shard: 0, of: 2 }),
    await channelInShard(discord, { shard: 1, of: 2 }),
  ];
  const processes = createTwo(discord);
  for (const each of processes) await each.start();
  for (const { channelId } of places) await typeIn(discord, channelId);
  await expect
    .poll(() => processes.map(channelsOf))
    .toEqual(places.map(({ channelId }) => [channelId]));
  expect(shardsOf(discord)).toEqual([
    [0, 2, true],
    [1, 2, true],
  ]);
  expect(discord.violations).toEqual([]);
});

it("registers the commands in the process of the first shard alone", async () => {
  const discord = await openDiscord();
  const [first, second] = createTwo(discord);
  await first.start();
  await second.start();
  expect(discord.registrations).toHaveLength(1);
  expect(first.log.of("discord.commands_registered")).toHaveLength(1);
  expect(second.log.of("discord.commands_registered")).toEqual([]);
  // The other process knows their ids all the same.
  const { guildId: workspace, channelId: channel } = discord;
  await second.adapter.postStatus({
    channel: { platform: "discord", workspace, channel },
    jobId: JOB_ID,
    message: message([line({ kind: "command", name: "pika-help", input: "" })]),
    key: "follow-1:status",
    mayAlreadyExist: false,
  });
  expect(discord.messages()[0]?.content).toMatch(/^<\/pika-help:\d+>$/);
});

it("runs as many shards as Discord recommends, and is ready once all are", async () => {
  const discord = await openDiscord({ shards: 3, maxConcurrency: 3, rateLimits: true });
  const relay = createProcess(discord);
  await relay.start();
  expect(shardsOf(discord)).toHaveLength(3);
  expect(relay.log.of("discord.sharded")).toMatchObject([{ shards: [0, 1, 2] }]);
  expect(relay.connections).toEqual([true]);
});

it("lets shards identify together as far as Discord allows, and no further", async () => {
  const discord = await openDiscord({ shards: 4, maxConcurrency: 2, rateLimits: true });
  const relay = createProcess(discord);
  let isReady = false;
  const started = relay.start().then(() => (isReady = true));
  await expect.poll(() => discord.gateway.counts.identifies).toBe(2);
  expect(isReady).toBe(false);
  await started;
  expect(discord.gateway.counts).toMatchObject({ identifies: 4, identifiesTooEarly: 0 });
}, 20_000);

it("starts although two processes identify at the same time", async () => {
  const discord = await openDiscord({ rateLimits: true });
  await Promise.all(createTwo(discord).map((each) => each.start()));
  expect(shardsOf(discord)).toEqual([
    [0, 2, true],
    [1, 2, true],
  ]);
}, 40_000);

it("restores a shard that is lost while others still identify, and is ready only then", async () => {
  const discord = await openDiscord({ shards: 2 });
  const relay = createProcess(discord, { clock: hurriedClock(4) });
  const started = relay.start();
  await expect.poll(() => discord.gateway.sessions.length).toBe(1);
  discord.gateway.drop(0);
  await started;
  expect(shardsOf(discord)).toEqual([
    [0, 2, true],
    [1, 2, true],
  ]);
  expect(discord.gateway.counts).toMatchObject({ identifies: 2, resumes: 1 });
  expect(relay.connections).toEqual([true]);
}, 20_000);

it("is not connected while one of its shards is lost", async () => {
  const discord = await openDiscord({ shards: 2, maxConcurrency: 2 });
  const relay = createProcess(discord);
  await relay.start();
  discord.gateway.drop(1);
  await expect.poll(() => relay.connections).toEqual([true, false, true]);
  expect(relay.log.of("discord.reconnecting")).toHaveLength(1);
  expect(relay.log.of("discord.reconnected")).toHaveLength(1);
});

it("names the variable and the remedy if there are too few shards", async () => {
  const discord = await openDiscord({ minShards: 2 });
  const relay = createProcess(discord, { shards: { count: 1, ids: [0] } });
  await expect(relay.start()).rejects.toThrow(/^DISCORD_SHARDS is too low: .*set it to auto/);
});

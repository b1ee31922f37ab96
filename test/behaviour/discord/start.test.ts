import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { inviteUrl, INVITE_PERMISSIONS } from "../../../src/adapters/discord/access/permissions.ts";
import { en } from "../../../src/messages/i18n/en.ts";
import { localized } from "../../../src/messages/translator.ts";
import { createDiscordSandbox } from "../../../sandbox/discord/create-discord-sandbox.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { adapterFor, connect, JOB_ID, statusPost } from "../../support/discord/connected.ts";
import { offeredCommands } from "../../support/offered-commands.ts";

const never = (): AbortSignal => new AbortController().signal;

it("registers the commands as they are defined, and is then ready", async () => {
  await using server = await connect();
  const [registered] = server.discord.commands();
  expect(registered?.raw).toMatchObject({
    name: "pika-status",
    description: en["command.pika-status"],
    options: [{ type: 3, name: "jobid", required: true, autocomplete: true }],
    contexts: [0, 1],
    integration_types: [0],
  });
  expect(server.log.of("discord.ready")).toHaveLength(1);
  expect(server.discord.violations).toEqual([]);
});

it("replaces the names of an earlier prefix, and keeps /job-status", async () => {
  await using discord = await createDiscordSandbox();
  const namesOf = async (commandPrefix?: string): Promise<string[]> => {
    const adapter = adapterFor(discord, commandPrefix === undefined ? {} : { commandPrefix });
    await adapter.start(never());
    await adapter.stop();
    return discord.commands().map(({ name }) => name);
  };
  expect(await namesOf()).toEqual([
    "pika-status",
    "job-status",
    "pika-share",
    "pika-notify",
    "pika-help",
  ]);
  const renamed = ["render-status", "job-status", "render-share", "render-notify", "render-help"];
  expect((await namesOf("render")).toSorted()).toEqual(renamed.toSorted());
  const neutral = ["job-status", "job-share", "job-notify", "job-help"];
  expect((await namesOf("job")).toSorted()).toEqual(neutral.toSorted());
  // Each time, Discord counts only the new names, and the one in the menu of messages stays.
  expect(discord.registrations.map(({ created }) => created)).toEqual([6, 4, 3]);
  expect(discord.messageCommands()).toHaveLength(1);
  expect(discord.violations).toEqual([]);
});

it("requests only the guilds intent", async () => {
  await using server = await connect();
  expect((await server.discord.gateway.whenReady()).intents).toBe(1);
});

it("prints the invite with exactly the permissions that it uses", async () => {
  await using server = await connect();
  const [fields] = server.log.of("discord.invite");
  expect(fields?.["url"]).toBe(inviteUrl(server.discord.applicationId));
  const url = new URL(inviteUrl("123"));
  expect(url.origin + url.pathname).toBe("https://discord.com/oauth2/authorize");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: "123",
    scope: "bot applications.commands",
    permissions: "309237746688",
  });
  expect(INVITE_PERMISSIONS.map(({ name }) => name)).toEqual([
    "View Channel",
    "Send Messages",
    "Send Messages in Threads",
    "Create Public Threads",
    "Attach Files",
    "Read Message History",
  ]);
});

it.each([["everywhere"], ["in one server"]])(
  "registers %s in one request, of which Discord counts only the new names",
  async (where) => {
    await using discord = await createDiscordSandbox();
    const guild = where === "everywhere" ? {} : { guildId: discord.guildId };
    const startOnce = async (parts: object = {}): Promise<void> => {
      const adapter = adapterFor(discord, { ...guild, ...parts });
      await adapter.start(never());
      await adapter.stop();
    };
    await startOnce();
    await startOnce();
    expect(discord.registrations).toEqual([
      { method: "PUT", created: offeredCommands.length + 2 },
      { method: "PUT", created: 0 },
    ]);
    const changed = { ...offeredCommands[0], description: localized("command.pika-help") };
    await startOnce({ commands: [changed] });
    expect(discord.registrations.slice(2)).toEqual([{ method: "PUT", created: 0 }]);
    expect(discord.commands(guild.guildId).map(({ raw }) => raw["description"])).toEqual([
      en["command.pika-help"],
      en["command.pika-help"],
    ]);
    expect(discord.violations).toEqual([]);
  },
);

it("names DISCORD_GUILD_ID if the bot is not in that server", async () => {
  await using discord = await createDiscordSandbox();
  const adapter = adapterFor(discord, { guildId: discord.addGuild({ hasBot: false }) });
  await expect(adapter.start(never())).rejects.toMatchObject({
    code: "config_invalid",
    problems: [expect.stringMatching(/DISCORD_GUILD_ID.*invite/) as string],
  });
  await adapter.stop();
});

it("names DISCORD_TOKEN if Discord rejects the token", async () => {
  await using discord = await createDiscordSandbox();
  const adapter = adapterFor({ apiUrl: discord.apiUrl, token: "wrong" });
  await expect(adapter.start(never())).rejects.toMatchObject({
    code: "config_invalid",
    problems: [expect.stringMatching(/^DISCORD_TOKEN: .*Reset Token/) as string],
  });
  await adapter.stop();
});

it.each([4004, 4014])("fails the start if the gateway closes with %i", async (code) => {
  const server = createServer((_request, response) => {
    const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ url, shards: 1, session_start_limit: limit }));
  }).listen(0, "127.0.0.1");
  new WebSocketServer({ server }).on("connection", (socket) => {
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 } }));
    socket.on("message", () => socket.close(code));
  });
  await once(server, "listening");
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const adapter = adapterFor({ apiUrl, token: "token" });
  await expect(adapter.start(never())).rejects.toMatchObject({
    code: "config_invalid",
    problems: [expect.stringContaining("DISCORD_TOKEN") as string],
  });
  await adapter.stop();
  server.close();
});

it("keeps trying while Discord cannot be reached, and starts once it can", async () => {
  await using discord = await createDiscordSandbox();
  const log = createFakeLogger();
  await discord.pause();
  const adapter = adapterFor(discord, { log });
  const started = adapter.start(never());
  await expect.poll(() => log.of("discord.unreachable").length).toBeGreaterThan(1);
  expect(
    log
      .of("discord.unreachable")
      .map(({ attempt }) => attempt)
      .slice(0, 2),
  ).toEqual([1, 2]);
  await discord.resume();
  await started;
  expect(discord.commands()).toHaveLength(offeredCommands.length + 1);
  await adapter.stop();
});

it.each([
  ["the API answers 503", { status: 503 }],
  ["the API limits it for long", { status: 429, retryAfterMs: 6_000 }],
  ["registering fails", { path: /commands$/, status: 500 }],
] as const)("keeps trying when %s", async (_, fault) => {
  await using discord = await createDiscordSandbox();
  discord.failNext({ path: /gateway\/bot/, ...fault });
  const log = createFakeLogger();
  const adapter = adapterFor(discord, { log });
  await adapter.start(never());
  expect(log.of("discord.unreachable")).toHaveLength(1);
  expect(discord.gateway.counts.identifies).toBe(1);
  await adapter.stop();
});

const OUTAGE = { code: 40333, message: "internal network error" };

// Each of these once ended the process, Slack included; with DISCORD_GUILD_ID set, with the exit
// code of a wrong setting.
it.each([
  ["the question for the gateway", /gateway\/bot/, 403, OUTAGE],
  ["reading the commands", /commands$/, 403, OUTAGE],
  ["reading the commands", /commands$/, 404, { code: 0, message: "404: Not Found" }],
  ["reading the commands", /commands$/, 403, { code: 20012, message: "not this application" }],
  ["reading the commands", /commands$/, 400, { code: 50035, message: "Invalid Form Body" }],
  ["reading the commands", /commands$/, 403, { code: 50013, message: "Missing Permissions" }],
  ["reading the commands", /commands$/, 403, { code: 999999, message: "something new" }],
] as const)("keeps trying when %s receives %s with %i %o", async (...[, path, status, body]) => {
  await using discord = await createDiscordSandbox();
  for (const guild of [{}, { guildId: discord.guildId }]) {
    const fault = discord.failNext({ path, status, body, times: 3 });
    const log = createFakeLogger();
    const adapter = adapterFor(discord, { ...guild, log });
    await adapter.start(never());
    expect(fault.hits).toBe(3);
    expect(log.of("discord.unreachable")).toHaveLength(3);
    await adapter.stop();
  }
});

/** What a proxy between the relay and Discord answers in place of Discord. */
const PROXYS_401 = [
  ["a page", "<html>401 Authorization Required</html>"],
  ["JSON of its own", { message: "No API key found in request" }],
  ["a JSON word", '"unauthorized"'],
  ["nothing", ""],
] as const;

// Each of these once ended the process: discord.js treats every 401 as a rejected token.
it.each(PROXYS_401)("keeps trying when a 401 comes from a proxy, with %s", async (_, body) => {
  for (const path of [/gateway\/bot/, /commands$/]) {
    await using discord = await createDiscordSandbox();
    const fault = discord.failNext({ path, status: 401, body, times: 2 });
    const log = createFakeLogger();
    const adapter = adapterFor(discord, { log });
    await adapter.start(never());
    expect(fault.hits).toBe(2);
    expect(log.of("discord.token_refused")).toEqual([]);
    await adapter.stop();
  }
});

// Every post was then delayed by a minute, and the log said that the token is rejected.
it.each(PROXYS_401)("posts again right after a 401 from a proxy, with %s", async (_, body) => {
  await using server = await connect();
  const { discord, adapter, channel, log } = server;
  discord.failNext({ path: /messages$/, status: 401, body });
  const post = () => adapter.postStatus(statusPost(channel, "Hello."));
  await expect(post()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: undefined });
  await post();
  expect(log.of("discord.token_refused")).toEqual([]);
});

it("keeps trying when only the gateway is down, and leaves no second connection open", async () => {
  await using discord = await createDiscordSandbox();
  discord.gateway.refuseConnections();
  const log = createFakeLogger();
  const adapter = adapterFor(discord, { log });
  const started = adapter.start(never());
  await expect.poll(() => log.of("discord.unreachable").length).toBeGreaterThan(2);
  discord.gateway.acceptConnections();
  await started;
  expect(discord.gateway.sessions).toHaveLength(1);
  await adapter.stop();
});

it("stops while it is still trying", async () => {
  await using discord = await createDiscordSandbox();
  await discord.pause();
  const log = createFakeLogger();
  const stop = new AbortController();
  const adapter = adapterFor(discord, { log });
  const started = adapter.start(stop.signal);
  await expect.poll(() => log.of("discord.unreachable").length).toBeGreaterThan(0);
  stop.abort();
  await expect(started).rejects.toThrow(/abort|stopped/);
  await adapter.stop();
});

it("does nothing when it is started or stopped twice, or stopped before it starts", async () => {
  await using server = await connect();
  await server.adapter.start(never());
  expect(server.discord.gateway.counts.identifies).toBe(1);
  await server.adapter.stop();
  await server.adapter.stop();
  await adapterFor(server.discord).stop();
});

it("reports once that the connection is lost and once that it is back, and accepts commands again", async () => {
  await using server = await connect();
  server.discord.gateway.drop();
  await expect.poll(() => server.log.of("discord.reconnected")).toHaveLength(1);
  expect(server.log.of("discord.reconnecting")).toHaveLength(1);
  const { invocation } = await server.type();
  expect(invocation.options).toEqual({ jobid: JOB_ID });
});

it("closes the connection when it stops", async () => {
  await using server = await connect();
  await server.adapter.stop();
  await server.discord.waitFor(() => server.discord.gateway.sessions.every((s) => !s.connected));
  expect(server.log.of("discord.disconnected")).toEqual([]);
  // It once reported as lost a connection that it closed itself.
  expect(server.log.of("discord.reconnecting")).toEqual([]);
});

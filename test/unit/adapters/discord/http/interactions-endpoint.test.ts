import { expect, it } from "vitest";
import type { DiscordAdapterOptions } from "../../../../../src/adapters/discord/adapter.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import {
  adapterFor,
  connect,
  handlersWith,
  JOB_ID,
  say,
  sendByHttp,
  statusPost,
  type Connected,
} from "../../../../support/discord/connected.ts";
import { createDiscordSandbox } from "../../../../../sandbox/discord/create-discord-sandbox.ts";
import { said } from "../../../../support/sentence.ts";

const order = { name: "pika-status", options: { jobid: JOB_ID } };
const connectByHttp = (adapter?: Partial<DiscordAdapterOptions>): Promise<Connected> =>
  connect({ byHttp: true, ...(adapter && { adapter }) });

/** Sends a body to the endpoint, by default with Discord's signature of now. */
async function post(
  { adapter, discord }: Connected,
  body: string | object,
  headers?: Record<string, string>,
): Promise<{ status: number; json: unknown }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await adapter.endpoints[0]!.handle(
    new Request("https://relay.example/discord/interactions", {
      method: "POST",
      headers: headers ?? discord.signedHeaders(text),
      body: text,
    }),
  );
  const answered = await answer.text();
  return { status: answer.status, json: answered === "" ? undefined : JSON.parse(answered) };
}

it("acknowledges a command in the answer, privately, and opens no gateway connection", async () => {
  await using server = await connectByHttp();
  const { typed, invocation } = await server.type();
  expect(await typed.acknowledged).toMatchObject({ type: 5, ephemeral: true });
  expect(invocation).toMatchObject({
    options: { jobid: JOB_ID },
    channel: server.channel,
    userId: server.discord.users[0].id,
  });
  await invocation.reply(say("Following it."));
  expect(typed.reply()).toBe("Following it.");
  expect(server.discord.gateway.counts.connections).toBe(0);
  expect(server.discord.requests.filter(({ path }) => /gateway|callback/.test(path))).toEqual([]);
  expect(server.discord.violations).toEqual([]);
});

it("acknowledges before the command is handled, however long that takes", async () => {
  await using server = await connectByHttp({
    handlers: handlersWith({ command: () => new Promise(() => {}) }),
  });
  const typed = await server.discord.command(order);
  expect((await typed.acknowledged).afterMs).toBeLessThan(1_000);
});

it("takes buttons, menus of messages, and what a person is typing", async () => {
  await using server = await connectByHttp();
  const { discord, channel } = server;
  const refresh = { kind: "button", name: "refresh", argument: "f1", label: "Refresh" } as const;
  const message = { ...say("It runs."), actions: [refresh] };
  const { id } = await server.adapter.postStatus({ ...statusPost(channel, ""), message });
  const { used, action } = await server.acted(
    discord.pressButton({ messageId: id, customId: "refresh:f1" }),
  );
  expect(action).toMatchObject({ name: "refresh", argument: "f1", channel });
  expect(await used.acknowledged).toMatchObject({ type: 5, ephemeral: true });

  const { users, channelId } = discord;
  const told = discord.say(channelId, users[1].id, JOB_ID);
  const [menu] = discord.messageCommands();
  const chosen = await discord.useMenu({ name: menu!.name, messageId: told.id });
  expect(await chosen.acknowledged).toMatchObject({ type: 5 });
  await expect.poll(() => server.invocations).toMatchObject([{ options: { jobid: JOB_ID } }]);

  server.suggestions.push({ value: JOB_ID, label: "a cat" });
  const typing = { command: "pika-status", focused: "jobid", options: { jobid: "job" } };
  expect(await discord.complete(typing)).toEqual([{ name: "a cat", value: JOB_ID }]);
  expect(discord.violations).toEqual([]);
});

it("offers nothing if the services take too long", async () => {
  await using server = await connectByHttp({
    handlers: handlersWith({ complete: () => new Promise(() => {}) }),
  });
  const typing = { command: "pika-status", focused: "jobid", options: { jobid: "job" } };
  expect(await server.discord.complete(typing)).toEqual([]);
});

it("sends the answer again if it arrives before the acknowledgement", async () => {
  await using server = await connectByHttp();
  const { discord } = server;
  const body = { message: "Unknown Webhook", code: 10015 };
  const early = discord.failNext({ method: "PATCH", path: /@original$/, status: 404, body });
  const { typed, invocation } = await server.type();
  await invocation.reply(say("Following it."));
  expect(early.hits).toBe(1);
  expect(typed.reply()).toBe("Following it.");
});

it("answers PING, also before it is started", async () => {
  await using discord = await createDiscordSandbox();
  const adapter = adapterFor(discord, { publicKey: discord.publicKey, clock: systemClock });
  await expect(sendByHttp(discord, adapter)).resolves.toBeUndefined();
  await adapter.stop();
});

it("asks users to try again before it is started and during a stop", async () => {
  await using discord = await createDiscordSandbox();
  const earlier = adapterFor(discord);
  await earlier.start(new AbortController().signal);
  await earlier.stop();
  const adapter = adapterFor(discord, { publicKey: discord.publicKey, clock: systemClock });
  await sendByHttp(discord, adapter);
  const before = await discord.command(order);
  expect(await before.acknowledged).toMatchObject({ type: 4, ephemeral: true });
  expect(before.reply()).toMatch(/restarting.*try again/i);
  await adapter.start(new AbortController().signal);
  await adapter.stop();
  const after = await discord.command(order);
  expect(await after.acknowledged).toMatchObject({ type: 4, ephemeral: true });
});

it("has one effect if a body arrives again, and gives the same answer", async () => {
  await using server = await connectByHttp();
  await server.type();
  const [{ body, headers }] = server.discord.sentByHttp as [{ body: string; headers: never }];
  const first = { status: 200, json: { type: 5, data: { flags: 64 } } };
  expect(await Promise.all([post(server, body, headers), post(server, body, headers)])).toEqual([
    first,
    first,
  ]);
  // The same interaction, signed at another time.
  const later = server.discord.signedHeaders(body, String(Math.floor(Date.now() / 1000) + 60));
  expect(await post(server, body, later)).toEqual(first);
  expect(server.invocations).toHaveLength(1);
});

it.each([
  ["too old", -301],
  ["of the future", 301],
])("refuses a body whose signature is %s, without effect", async (_, seconds) => {
  await using server = await connectByHttp();
  await server.type();
  const body = server.discord.sentByHttp[0]!.body.replace(/"id":"\d+"/, '"id":"1"');
  const at = String(Math.floor(Date.now() / 1000) + seconds);
  expect(await post(server, body, server.discord.signedHeaders(body, at))).toEqual({
    status: 401,
    json: undefined,
  });
  expect(server.invocations).toHaveLength(1);
  expect(server.log.of("discord.request_refused")).toMatchObject([
    { reason: "signature" },
    { reason: "timestamp" },
  ]);
});

it("logs forged requests once, not each", async () => {
  await using server = await connectByHttp();
  for (let count = 0; count < 50; count += 1)
    expect(await post(server, { type: 1 }, {})).toMatchObject({ status: 401 });
  expect(server.log.of("discord.request_refused")).toMatchObject([
    // The stand-in forges one, as Discord does, to see that it is refused.
    { reason: "signature" },
    { reason: "headers", cure: expect.stringContaining("X-Signature") as string },
  ]);
});

it.each([["not JSON"], ["null"], ["[]"], ["{}"], ['{"type":2}'], ['{"type":5,"id":"1"}'], [""]])(
  "answers 400 to %j",
  async (body) => {
    await using server = await connectByHttp();
    expect((await post(server, body)).status).toBe(400);
    expect(server.invocations).toEqual([]);
  },
);

it("answers a component that the relay did not make", async () => {
  await using server = await connectByHttp();
  await server.type();
  const command = JSON.parse(server.discord.sentByHttp[0]!.body) as object;
  const data = { component_type: 2, custom_id: "vote" };
  expect(await post(server, { ...command, id: "1", type: 3, data })).toMatchObject({
    status: 200,
    json: { type: 4, data: { flags: 64, content: said("answer.unknown-command") } },
  });
});

// The second answer was "is thinking…", for ever: a proxy may send a request again whose answer was lost.
it("refuses again what was refused and comes again", async () => {
  await using server = await connectByHttp();
  await server.discord.command(order);
  const [sent] = server.discord.sentByHttp;
  const body = { ...JSON.parse(sent!.body), id: "123456789012345678" };
  server.adapter.stopCommands();
  const first = await post(server, body);
  expect(first.json).toMatchObject({ type: 4 });
  expect(await post(server, body)).toEqual(first);
});

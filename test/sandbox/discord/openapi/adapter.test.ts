/** All requests of the relay's Discord adapter, with the real discord.js, conform to Discord's description. */
import { EventEmitter, once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import type { DiscordAdapterOptions } from "../../../../src/adapters/discord/adapter.ts";
import { codeBlock, line, link, mention, message, quote } from "../../../../src/core/message.ts";
import type { ActionInvocation, CommandInvocation } from "../../../../src/core/invocation.ts";
import type { Checkpoint } from "../../../../src/core/ports/platform.ts";
import type {
  DiscordSandboxOptions,
  SandboxInteraction,
} from "../../../../sandbox/discord/discord-sandbox.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import {
  adapterFor,
  handlersWith,
  JOB_ID,
  resultPost,
  say,
  statusPost,
  testFile,
} from "../../../support/discord/connected.ts";
import { localized } from "../../../../src/messages/translator.ts";
import { offeredCommands } from "../../../support/offered-commands.ts";
import { startRecorded } from "./recorded.ts";

const COMMANDS = "/applications/{application_id}/commands";
const GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands";
const MESSAGES = "/channels/{channel_id}/messages";
const MESSAGE = `${MESSAGES}/{message_id}`;
/** Before it posts a result, the adapter looks up the channel's latest message. */
const LOOKED = `GET ${MESSAGES} 200`;
const POSTED = [LOOKED, `POST ${MESSAGES} 200`];
const CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback";
const ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original";

const retry = { kind: "button", name: "retry", argument: "1", label: "Retry" } as const;
const where = { ...retry, kind: "channel-choice", name: "share-to" } as const;

type Recorded = Awaited<ReturnType<typeof startRecorded>>;

/** Starts an adapter that stops with the test. */
async function startAdapter({ discord }: Recorded, options: Partial<DiscordAdapterOptions> = {}) {
  const arrived = new EventEmitter();
  const adapter = adapterFor(discord, {
    clock: systemClock,
    handlers: handlersWith({
      command: async (invocation) => void arrived.emit("invocation", invocation),
    }),
    ...options,
  });
  onTestFinished(() => adapter.stop());
  await adapter.start(new AbortController().signal);
  const type = () => discord.command({ name: "pika-status", options: { jobid: JOB_ID } });
  return {
    adapter,
    type,
    /** Types the command as a user. Resolves once it is acknowledged and handed on. */
    handOn: async (): Promise<{ typed: SandboxInteraction; invocation: CommandInvocation }> => {
      const handedOn = once(arrived, "invocation") as Promise<[CommandInvocation]>;
      const typed = await type();
      return { typed, invocation: (await handedOn)[0] };
    },
  };
}

/** A started adapter, and its requests from then on. */
async function connect(options?: DiscordSandboxOptions) {
  const recorded = await startRecorded(options);
  const started = await startAdapter(recorded);
  await recorded.newSummaries();
  const channelRef = (channel: string) =>
    ({ platform: "discord", workspace: recorded.discord.guildId, channel }) as const;
  return { ...recorded, ...started, channelRef, channel: channelRef(recorded.discord.channelId) };
}

it.each([
  ["everywhere", COMMANDS, false],
  ["in one server", GUILD_COMMANDS, true],
] as const)("registers commands %s, in one request", async (_, path, inGuild) => {
  const recorded = await startRecorded();
  const options = inGuild ? { guildId: recorded.discord.guildId } : {};
  await startAdapter(recorded, options);
  const start = ["GET /gateway/bot 200", `PUT ${path} 200`];
  expect(await recorded.newSummaries()).toEqual(start);
  await startAdapter(recorded, options);
  expect(await recorded.newSummaries()).toEqual(start);
  const changed = [{ ...offeredCommands[0], description: localized("command.pika-help") }];
  await startAdapter(recorded, { ...options, commands: changed });
  expect(await recorded.newSummaries()).toEqual(start);
});

it("learns that the bot is not in the server whose commands it registers", async () => {
  const recorded = await startRecorded();
  const guildId = recorded.discord.addGuild({ hasBot: false });
  await expect(startAdapter(recorded, { guildId })).rejects.toThrow("DISCORD_GUILD_ID");
  expect(await recorded.newSummaries()).toEqual([
    "GET /gateway/bot 200",
    `PUT ${GUILD_COMMANDS} 403`,
  ]);
});

it("learns that its token is refused", async () => {
  const recorded = await startRecorded();
  const token = "bm90LXRoZS1ib3Q.wrong.token";
  await expect(startAdapter(recorded, { token })).rejects.toThrow("DISCORD_TOKEN");
  expect(await recorded.newSummaries()).toEqual(["GET /gateway/bot 401"]);
});

it("acknowledges commands and answers them", async () => {
  const server = await connect();
  const { invocation } = await server.handOn();
  await invocation.reply(message([line("Following ", mention(invocation.userId)), quote("a cat")]));
  await invocation.reply(say("Following it."));
  const edited = `PATCH ${ORIGINAL} 200`;
  expect(await server.newSummaries()).toEqual([`POST ${CALLBACK} 204`, edited, edited]);
});

it("asks users to try again while it stops", async () => {
  const server = await connect();
  server.adapter.stopCommands();
  await server.type();
  await server.discord.waitFor(() => server.exchanges.at(-1)?.target.includes("callback"));
  expect(await server.newSummaries()).toEqual([`POST ${CALLBACK} 204`]);
});

it("learns that a command is already acknowledged, and that an answer comes too late", async () => {
  const server = await connect();
  server.discord.failNext({ path: /callback$/, when: "after-processing", status: 500 });
  const { invocation } = await server.handOn();
  server.discord.advanceTime(16 * 60_000);
  await invocation.reply(say("Too late."));
  expect(await server.newSummaries()).toEqual([
    `POST ${CALLBACK} 500`,
    `POST ${CALLBACK} 400`,
    `PATCH ${ORIGINAL} 401`,
  ]);
});

it("learns that an acknowledgement comes too late", async () => {
  const server = await connect();
  const typed = await server.type();
  server.discord.advanceTime(4_000);
  await expect(typed.acknowledged).rejects.toThrow("did not respond");
  await server.discord.waitFor(() => server.exchanges.at(-1)?.target.includes("callback"));
  expect(await server.newSummaries()).toEqual([`POST ${CALLBACK} 404`]);
});

it("posts a status message, edits it, and replies with a result and its files", async () => {
  const server = await connect();
  const { adapter, channel, discord } = server;
  const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
  await adapter.editStatus({ channel, ref: replyTo, message: say("Nearly there.") });
  const [{ id }] = discord.users;
  const words = message([line(mention(id), " Your videos are ready."), codeBlock("a cat")], {
    pings: [id],
  });
  const files = ["cat.mp4", "dog.mp4"].map((name) => ({
    file: testFile(name),
    altText: "an animal on the moon",
  }));
  await adapter.postResult(resultPost(channel, { message: words, files, replyTo }));
  expect(await server.newSummaries()).toEqual([
    `POST ${MESSAGES} 200`,
    `PATCH ${MESSAGE} 200`,
    ...POSTED,
  ]);
  expect(discord.violations).toEqual([]);
});

it("posts a result with a link, also in a thread", async () => {
  const server = await connect();
  const thread = server.channelRef(server.discord.addThread({ parentId: server.channel.channel }));
  const words = message([line(link("https://example.invalid/cat.mp4", "Your video"))]);
  await server.adapter.postResult(resultPost(thread, { message: words }));
  expect(await server.newSummaries()).toEqual(POSTED);
});

it("looks for what an earlier attempt may have posted, replies and files included", async () => {
  const server = await connect();
  const { adapter, channel, discord } = server;
  const status = statusPost(channel, "The job runs.");
  const replyTo = await adapter.postStatus(status);
  await server.newSummaries();
  const again = { ...statusPost(channel, "The job is over."), mayAlreadyExist: true };
  await adapter.postStatus({ ...status, mayAlreadyExist: true });
  await adapter.postStatus(again);
  expect(await server.newSummaries()).toEqual([LOOKED, ...POSTED]);
  const files = [{ file: testFile(), altText: "a cat" }];
  let checkpoint: Checkpoint = {};
  const save = async (saved: Checkpoint): Promise<void> => void (checkpoint = saved);
  const result = resultPost(channel, { files, replyTo, save });
  await adapter.postResult(result);
  await adapter.postResult({ ...result, checkpoint, mayAlreadyExist: true });
  discord.deleteMessage(channel.channel, replyTo.id);
  await adapter.postResult({ ...result, checkpoint, mayAlreadyExist: true });
  await adapter.postResult(resultPost(channel, { key: "follow-2:result", replyTo }));
  expect(await server.newSummaries()).toEqual([...POSTED, LOOKED, LOOKED, ...POSTED]);
});

it("learns that it may not post, reply, read or see, and that a channel or message is missing", async () => {
  const server = await connect();
  const { adapter, channel, discord } = server;
  const replyTo = await adapter.postStatus(statusPost(channel, "The job runs."));
  await server.newSummaries();
  const result = resultPost(channel, { replyTo, mayAlreadyExist: true });
  discord.setBotPermissions(channel.channel, ["ViewChannel", "SendMessages"]);
  await adapter.postResult(result);
  expect(await server.newSummaries()).toEqual([
    `GET ${MESSAGES} 200`,
    `POST ${MESSAGES} 403`,
    `POST ${MESSAGES} 200`,
  ]);
  discord.setBotPermissions(channel.channel, ["ViewChannel"]);
  await expect(adapter.postResult(resultPost(channel))).rejects.toMatchObject({
    code: "forbidden",
  });
  discord.setBotPermissions(channel.channel, []);
  await expect(adapter.postResult(result)).rejects.toMatchObject({ code: "channel_lost" });
  const refused = [LOOKED, `POST ${MESSAGES} 403`];
  expect(await server.newSummaries()).toEqual([...refused, `GET ${MESSAGES} 403`]);
  discord.setBotPermissions(channel.channel, ["ViewChannel"]);
  discord.deleteMessage(channel.channel, replyTo.id);
  const edit = { channel, ref: replyTo, message: say("Nearly there.") };
  await expect(adapter.editStatus(edit)).rejects.toMatchObject({ code: "message_lost" });
  discord.deleteChannel(channel.channel);
  await expect(adapter.postResult(resultPost(channel))).rejects.toMatchObject({
    code: "channel_lost",
  });
  expect(await server.newSummaries()).toEqual([`PATCH ${MESSAGE} 404`, `GET ${MESSAGES} 404`]);
});

it("learns that a thread is locked, and that a file is too large", async () => {
  const server = await connect({ uploadLimitBytes: 1_000 });
  const { adapter, channel, discord } = server;
  const parentId = channel.channel;
  const thread = server.channelRef(discord.addThread({ parentId, archived: true, locked: true }));
  await expect(adapter.postResult(resultPost(thread))).rejects.toMatchObject({
    code: "channel_lost",
  });
  const files = [{ file: testFile(), altText: "a cat" }];
  await expect(adapter.postResult(resultPost(channel, { files }))).rejects.toMatchObject({
    code: "too_large",
  });
  expect(await server.newSummaries()).toEqual([
    LOOKED,
    `POST ${MESSAGES} 400`,
    LOOKED,
    `POST ${MESSAGES} 413`,
  ]);
});

it("learns that it has to wait, and that Discord is down", async () => {
  const server = await connect();
  const { adapter, channel, discord } = server;
  discord.failNext({ method: "POST", path: /messages$/, status: 500 });
  const files = [{ file: testFile(), altText: "a cat" }];
  await expect(adapter.postResult(resultPost(channel, { files }))).rejects.toThrow("500");
  discord.failNext({ path: /messages$/, status: 429, retryAfterMs: 60_000 });
  const post = statusPost(channel, "The job runs.");
  await expect(adapter.postStatus(post)).rejects.toMatchObject({ code: "rate_limited" });
  expect(await server.newSummaries()).toEqual([
    LOOKED,
    `POST ${MESSAGES} 500`,
    `POST ${MESSAGES} 429`,
  ]);
});

it("shows buttons, gets their presses, and answers", async () => {
  const acted = Promise.withResolvers<ActionInvocation>();
  const recorded = await startRecorded();
  const { discord } = recorded;
  const { adapter, type } = await startAdapter(recorded, {
    handlers: handlersWith({
      command: (invocation) =>
        invocation.reply(message([line("Where to?")], { actions: [where, retry] })),
      action: async (action) => acted.resolve(action),
      complete: async () => [{ value: JOB_ID, label: "a cat" }],
    }),
  });
  await recorded.newSummaries();
  await discord.complete({ command: "pika-status", focused: "jobid" });
  const typed = await type();
  await typed.waitForReply(/Where to/);
  const press = { messageId: typed.original()!.id, customId: "retry:1" };
  await (
    await discord.pressButton(press)
  ).acknowledged;
  await (await acted.promise).reply(say("Nowhere."));
  const answered = [`POST ${CALLBACK} 204`, `PATCH ${ORIGINAL} 200`];
  expect(await recorded.newSummaries()).toEqual([`POST ${CALLBACK} 204`, ...answered, ...answered]);
  expect(discord.violations).toEqual([]);
  await adapter.stop();
});

it("edits files into a status message, starts a thread at it, and writes to a user", async () => {
  const server = await connect();
  const { adapter, channel, discord } = server;
  const post = { ...statusPost(channel, ""), message: message([line("Hm")], { actions: [retry] }) };
  const root = await adapter.postStatus(post);
  const files = [{ file: testFile(), altText: "a cat" }];
  await adapter.editStatus({ channel, ref: root, message: say("Ready."), files });
  await adapter.openThread({ channel, root, name: "Job" });
  await adapter.postResult(resultPost(await adapter.openThread({ channel, root, name: "Job" })));
  const direct = await adapter.openDirect({ userId: discord.users[0].id, workspace: "@me" });
  await adapter.postStatus({ ...statusPost(direct, "Ready."), key: "direct" });
  const threads = `POST ${MESSAGE}/threads`;
  expect(await server.newSummaries()).toEqual([
    `POST ${MESSAGES} 200`,
    `PATCH ${MESSAGE} 200`,
    `${threads} 201`,
    `${threads} 400`,
    ...POSTED,
    "POST /users/@me/channels 200",
    `POST ${MESSAGES} 200`,
  ]);
  expect(discord.violations).toEqual([]);
});

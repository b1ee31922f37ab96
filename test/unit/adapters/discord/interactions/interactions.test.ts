import { ChannelType, PermissionsBitField } from "discord.js";
import { expect, it } from "vitest";
import { PlatformError } from "../../../../../src/core/errors.ts";
import type {
  ActionInvocation,
  CommandInvocation,
  Handlers,
} from "../../../../../src/core/invocation.ts";
import { line, message } from "../../../../../src/core/message.ts";
import { permissionNames } from "../../../../../src/messages/translator.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import {
  startOfflineClient,
  type SentRequest,
} from "../../../../support/discord/offline-client.ts";
import { said } from "../../../../support/sentence.ts";

/** A slash command as Discord sends it, with only what every server of its API is sure to send. */
const sparse = {
  id: "11111111111111111",
  application_id: "22222222222222222",
  token: "interaction-token",
  type: 2,
  channel_id: "33333333333333333",
  user: { id: "44444444444444444" },
  data: {
    id: "1",
    name: "pika-status",
    type: 1,
    options: [{ type: 3, name: "jobid", value: "j" }],
  },
};

/** `missing`: what the gateway's cache knows the bot to lack; `undefined` if it does not know the channel. */
function intake(missing?: readonly string[], answer?: (request: SentRequest) => Promise<unknown>) {
  const invocations: CommandInvocation[] = [];
  const actions: ActionInvocation[] = [];
  const clock = new FakeClock();
  const log = createFakeLogger();
  const handlers: Handlers = {
    command: async (invocation) => void invocations.push(invocation),
    action: async (action) => void actions.push(action),
    complete: async () => [],
  };
  const offline = startOfflineClient({ handlers, log, clock, missing, answer });
  return { ...offline, invocations, actions, clock, log };
}

const unavailable = new PlatformError("unavailable", "Discord answered 500");

it("handles a command once if a resumed gateway session repeats it", async () => {
  const { take, invocations, requests } = intake();
  await Promise.all([take(sparse), take(sparse)]);
  await take(sparse);
  expect(invocations).toHaveLength(1);
  expect(requests).toHaveLength(1);
});

/** The menu of a message, with only what the relay needs. */
const menu = (used: unknown) => ({
  ...sparse,
  data: { name: "Follow", type: 3, target_id: target.id, resolved: { messages: { m: used } } },
});
const target = { id: "55555555555555555", content: "job:1" };

it("handles the menu of a message once if a resumed gateway session repeats it", async () => {
  const { take, invocations, requests } = intake();
  await Promise.all([take(menu(target)), take(menu(target))]);
  expect(invocations.map(({ name, options }) => [name, options])).toEqual([
    ["pika-status", { jobid: "job:1" }],
  ]);
  expect(requests).toHaveLength(1);
});

it.each([
  ["an embed", { ...target, content: "", embeds: [null, { description: "job:1" }, 7] }],
  ["a forwarded message", { ...target, content: 7, message_snapshots: [{ message: target }] }],
])("reads %s", async (_what, used) => {
  const { take, invocations } = intake();
  await take(menu(used));
  expect(invocations[0]?.options).toEqual({ jobid: "job:1" });
});

it.each([
  ["no message", undefined],
  ["another message", { ...target, id: "5" }],
  ["a message whose id is no number", { ...target, id: "x" }],
])("ignores a menu with %s", async (_what, used) => {
  const { take, invocations, requests, log } = intake();
  await take(menu(used));
  expect([invocations, requests]).toEqual([[], []]);
  expect(log.of("command.not_understood")).toHaveLength(1);
});

// Each of these once ended the process, or came to a follow that no restart could read.
it.each([
  ["nothing", null],
  ["no data", { ...sparse, data: undefined }],
  ["nobody who gave it", { ...sparse, user: undefined, member: {} }],
  ["nowhere", { ...sparse, channel_id: undefined }],
  ["half a character for an id", { ...sparse, channel_id: "\ud83d" }],
  ["no token", { ...sparse, token: "" }],
])("ignores a command with %s", async (_what, event) => {
  const { take, invocations, requests } = intake();
  await take(event);
  expect([invocations, requests]).toEqual([[], []]);
});

it.each([
  [undefined, {}],
  ["x", {}],
  [[null, 7, { name: "jobid" }, { name: "jobid", value: { toString: 1 } }], {}],
  [[{ name: "jobid", value: 7 }], { jobid: "7" }],
])("reads the options %j as %j", async (options, expected) => {
  const { take, invocations } = intake();
  await take({ ...sparse, data: { ...sparse.data, options } });
  expect(invocations[0]?.options).toEqual(expected);
});

it.each([["10"], [-1], [Number.POSITIVE_INFINITY], [null]])(
  "does not accept %j as an upload limit",
  async (limit) => {
    const { take, invocations } = intake();
    await take({ ...sparse, attachment_size_limit: limit });
    expect(invocations[0]).not.toHaveProperty("uploadLimitBytes");
  },
);

// Each of three tries was cut off after 0.9 s, and the command was dropped.
it("waits for a slow acknowledgement until the deadline", async () => {
  const { take, clock, invocations, requests } = intake([], async () => slow.promise);
  const slow = Promise.withResolvers<void>();
  const taken = take(sparse);
  await clock.advance(2_600);
  expect(requests[0]?.signal?.aborted).toBe(false);
  slow.resolve();
  await taken;
  expect([requests.length, invocations.length, clock.waiting]).toEqual([1, 1, 0]);
});

it("hands a command on at the deadline, because Discord may have accepted the acknowledgement", async () => {
  const { take, clock, invocations, requests, log } = intake([], () => new Promise(() => {}));
  const taken = take(sparse);
  await clock.advance(2_700);
  await taken;
  expect(requests[0]?.signal?.aborted).toBe(true);
  expect([requests.length, invocations.length]).toEqual([1, 1]);
  expect(log.of("acknowledgement.uncertain")).toHaveLength(1);
});

it("retries after quick failures, and hands the command on after the last", async () => {
  const { take, clock, invocations, requests } = intake([], () => Promise.reject(unavailable));
  const taken = take(sparse);
  await clock.advance(99);
  expect(requests).toHaveLength(1);
  await clock.advance(1_401);
  await taken;
  expect([requests.length, invocations.length, clock.waiting]).toEqual([5, 1, 0]);
});

it("sends nothing after the deadline, whatever it was doing", async () => {
  const late = new PlatformError("rejected", "too late to matter");
  const { take, clock, invocations, requests } = intake([], async ({ signal }) => {
    if (requests.length === 1) throw unavailable;
    return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(late)));
  });
  const taken = take(sparse);
  await clock.advance(10_000);
  await taken;
  expect([requests.length, invocations.length, clock.waiting]).toEqual([2, 1, 0]);
});

it.each([
  ["drops a command that Discord does not know", "rejected", 0],
  ["hands on a command for which Discord asks to wait", "rate_limited", 1],
] as const)("%s", async (_, code, handedOn) => {
  const refusal = new PlatformError(code, "no");
  const { take, invocations, requests } = intake([], () => Promise.reject(refusal));
  await take(sparse);
  expect([requests.length, invocations.length]).toEqual([1, handedOn]);
});

// It was handed on although commands were stopped meanwhile.
it("asks the user to try again if it is stopped while it acknowledges", async () => {
  const slow = Promise.withResolvers<void>();
  const { interactions, take, invocations, requests } = intake([], () => slow.promise);
  const taken = take(sparse);
  interactions.stopCommands();
  slow.resolve();
  await taken;
  expect(invocations).toEqual([]);
  expect(requests.map(({ method }) => method)).toEqual(["POST", "PATCH"]);
  expect(requests[1]?.body).toMatchObject({ content: expect.stringContaining("restarting") });
});

it("ignores what it offers nowhere", async () => {
  const { take, invocations, requests } = intake();
  await take({ ...sparse, type: 5 });
  await take({ ...sparse, data: { ...sparse.data, type: 3 } });
  expect([...invocations, ...requests]).toEqual([]);
});

it("understands a command in a direct message", async () => {
  const { take, invocations } = intake();
  await take({ ...sparse, user: { id: "5" } });
  expect(invocations[0]).toMatchObject({
    options: { jobid: "j" },
    channel: { workspace: "@me", channel: "33333333333333333" },
    userId: "5",
  });
  expect(await invocations[0]!.checkAccess()).toEqual({ ok: true });
});

// Answers once went to /webhooks//<token> there, and were lost.
it("answers as its own application if Discord names neither the application nor the command's type", async () => {
  const { take, invocations, requests } = intake();
  const { application_id: _application, data, ...rest } = sparse;
  const { type: _type, ...command } = data;
  await take({ ...rest, data: command });
  await invocations[0]!.reply(message([line("hello")]));
  expect(requests.at(-1)).toMatchObject({
    route: expect.stringMatching(/^\/webhooks\/9{17}\/interaction-token\/messages\//) as string,
  });
});

it("passes no option if none was typed", async () => {
  const { take, invocations } = intake();
  await take({ ...sparse, data: { ...sparse.data, options: undefined } });
  expect(invocations[0]?.options).toEqual({});
});

const inServer = { ...sparse, guild_id: "4", member: { user: { id: "5" } } };

it.each([
  ["absent", {}],
  ["no number", { app_permissions: "" }],
])("decides by the cached server if the permissions in the payload are %s", async (_, sent) => {
  const interaction = { ...inServer, ...sent };
  const known = intake(["Attach Files"]);
  await known.take(interaction);
  expect(await known.invocations[0]!.checkAccess()).toMatchObject({
    ok: false,
    problem: { values: { names: permissionNames(["Attach Files"]) } },
  });
  const unknown = intake(undefined);
  await unknown.take(interaction);
  expect(await unknown.invocations[0]!.checkAccess()).toEqual({ ok: true });
});

// It passed for "not said", and was overruled by what the roles had been when last heard of.
it("accepts from Discord that the bot may do nothing in a channel", async () => {
  const { take, invocations } = intake([]);
  await take({ ...inServer, app_permissions: "0" });
  expect(await invocations[0]!.checkAccess()).toMatchObject({
    ok: false,
    problem: {
      values: { names: permissionNames(["View Channel", "Send Messages", "Attach Files"]) },
    },
  });
});

it.each([
  [{ member: { user: { id: "1", bot: true } } }, true],
  [{ user: { id: "1", bot: true } }, true],
  [{ member: { user: { id: "1" } } }, false],
  [{}, false],
])("reports whether a user gave the command: %j is %s", async (who, isBot) => {
  const { take, invocations } = intake();
  await take({ ...sparse, ...who });
  expect(invocations[0]?.isBot).toBe(isBot);
});

/** A button of a message, with only what every server is sure to send. */
const pressed = { ...sparse, type: 3, data: { component_type: 2, custom_id: "refresh:f1:2" } };

it("handles a button once if a resumed gateway session repeats it", async () => {
  const { take, actions, requests } = intake();
  await take(pressed);
  await take(pressed);
  expect(actions).toMatchObject([{ name: "refresh", argument: "f1:2", value: undefined }]);
  expect(requests.map(({ body }) => body)).toEqual([{ type: 5, data: { flags: 64 } }]);
});

it.each([
  ["no id", { component_type: 2 }],
  ["an empty id", { component_type: 2, custom_id: "" }],
  ["nothing", undefined],
])("ignores a component with %s", async (_, data) => {
  const { take, actions, requests, log } = intake();
  await take({ ...pressed, data });
  expect([...actions, ...requests]).toEqual([]);
  expect(log.of("command.not_understood")).toHaveLength(1);
});

it.each(["vote", ":f1"])("answers the unknown component %s", async (customId) => {
  const { take, actions, requests } = intake();
  await take({ ...pressed, locale: 7, data: { component_type: 2, custom_id: customId } });
  expect(actions).toEqual([]);
  expect(requests).toMatchObject([
    { body: { type: 4, data: { flags: 64, content: said("answer.unknown-command") } } },
  ]);
});

// One of these ended the process.
it.each([[undefined], [null], [{ id: "1" }], [{ flags: "64" }], [{ flags: { toString: 1 } }]])(
  "treats %j as a public message",
  async (shown) => {
    const { take, actions, requests } = intake();
    await take({ ...pressed, message: shown });
    expect(actions).toHaveLength(1);
    expect(requests).toMatchObject([{ body: { type: 5 } }]);
  },
);

it("hands a button on at the deadline, because Discord may have accepted the acknowledgement", async () => {
  const { take, clock, actions, log } = intake([], () => new Promise(() => {}));
  const taken = take({ ...pressed, message: { id: "1", flags: 64 } });
  await clock.advance(2_700);
  await taken;
  expect(actions).toHaveLength(1);
  expect(log.of("acknowledgement.uncertain")).toHaveLength(1);
});

it("treats a choice without a channel as no choice", async () => {
  const { take, actions } = intake();
  for (const [index, values] of [undefined, [], [7], "1"].entries()) {
    const data = { component_type: 8, custom_id: "share:f1", values };
    await take({ ...pressed, id: String(index), data });
  }
  expect(actions.map(({ value }) => value)).toEqual([undefined, undefined, undefined, undefined]);
});

it("does not know whether a user may manage a channel if Discord does not say", async () => {
  const { take, invocations } = intake();
  await take(inServer);
  const judged = invocations[0]!.canManageChannel();
  await expect(judged).rejects.toMatchObject({ code: "unavailable" });
});

it("answers in time with no suggestions if Discord does not say what is being typed", async () => {
  const { take, requests, clock } = intake([], () => new Promise(() => {}));
  const taken = take({ ...sparse, type: 4 });
  await clock.advance(2_500);
  await taken;
  expect(requests).toMatchObject([{ body: { type: 8, data: { choices: [] } } }]);
  expect(clock.waiting).toBe(0);
});

const chosen = (id: string) => ({ id, type: 0, permissions: String((1n << 10n) | (1n << 11n)) });

// It counted as open to the bot: discord.js kept it as a channel without permission overwrites.
it("does not share into a channel that the gateway did not list", async () => {
  const { take, invocations } = intake([]);
  const channels = { hidden: chosen("hidden"), [sparse.channel_id]: chosen(sparse.channel_id) };
  const data = { ...sparse.data, resolved: { channels } };
  for (const id of ["1", "2"]) await take({ ...sparse, id, guild_id: "4", data });
  for (const invocation of invocations) {
    expect(await invocation.checkSharing(sparse.channel_id)).toMatchObject({ kind: "ok" });
    expect(await invocation.checkSharing("hidden")).toEqual({ kind: "no-channel" });
  }
  expect(invocations).toHaveLength(2);
});

// "Send Messages" was asked for, which a thread does not need: discord.js knows no thread of a server that it does not know.
it("may post in a thread of a server that the gateway has not listed yet", async () => {
  const { take, invocations } = intake();
  const bits = [
    "ViewChannel",
    "SendMessagesInThreads",
    "AttachFiles",
    "ReadMessageHistory",
  ] as const;
  await take({
    ...sparse,
    guild_id: "999",
    channel: { id: sparse.channel_id, type: ChannelType.PublicThread },
    app_permissions: new PermissionsBitField(bits).bitfield.toString(),
  });
  expect(await invocations[0]?.checkAccess()).toEqual({ ok: true });
});

it("reads the channel from channel_id if the channel object has no id", async () => {
  const { take, invocations } = intake();
  await take({ ...sparse, channel: { type: 0 } });
  expect(invocations[0]?.channel.channel).toBe(sparse.channel_id);
});

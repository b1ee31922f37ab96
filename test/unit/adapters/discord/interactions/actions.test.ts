import { describe, expect, it } from "vitest";
import {
  line,
  message,
  type Action,
  type Button,
  type Message,
} from "../../../../../src/core/message.ts";
import {
  connect,
  handlersWith,
  say,
  statusPost,
  type Connected,
} from "../../../../support/discord/connected.ts";
import { said } from "../../../../support/sentence.ts";

const refresh: Button = { kind: "button", name: "refresh", argument: "f1", label: "Refresh" };
const stop: Button = { ...refresh, name: "stop", label: "Stop following", style: "danger" };
const where: Action = {
  kind: "channel-choice",
  name: "share-to",
  argument: "f1:x",
  label: "Choose a channel",
};
const withActions = (text: string, ...actions: Action[]): Message =>
  message([line(text)], { actions });

/** A status message with a button, and a person who presses it. */
async function pressRefresh(server: Connected, order: { locale?: string } = {}) {
  const post = { ...statusPost(server.channel, ""), message: withActions("It runs.", refresh) };
  const ref = await server.adapter.postStatus(post);
  const press = { messageId: ref.id, customId: "refresh:f1", ...order };
  return { ref, press, ...(await server.acted(server.discord.pressButton(press))) };
}

/** A private answer with a select and a button. */
async function privately(server: Connected): Promise<string> {
  const { typed, invocation } = await server.type();
  await invocation.reply(withActions("Where should it be posted?", where, refresh));
  return typed.original()!.id;
}

describe("the buttons of a message", () => {
  it("are below it, and disappear with an edit that has none", async () => {
    await using server = await connect();
    const { adapter, channel, discord } = server;
    const primary: Button = { ...refresh, name: "retry", label: "Retry", style: "primary" };
    const body = withActions("It runs.", refresh, stop, where, primary);
    const ref = await adapter.postStatus({ ...statusPost(channel, ""), message: body });
    expect(discord.messages()[0]?.components).toMatchObject([
      {
        components: [
          { type: 2, style: 2, label: "Refresh", custom_id: "refresh:f1" },
          { type: 2, style: 4, label: "Stop following", custom_id: "stop:f1" },
        ],
      },
      {
        components: [
          {
            type: 8,
            placeholder: "Choose a channel",
            custom_id: "share-to:f1:x",
            channel_types: [0, 5, 10, 11, 12],
          },
        ],
      },
      { components: [{ style: 1, custom_id: "retry:f1" }] },
    ]);
    await adapter.editStatus({ channel, ref, message: withActions("It runs on.", stop) });
    expect(discord.messages()[0]?.components).toMatchObject([
      { components: [{ custom_id: "stop:f1" }] },
    ]);
    await adapter.editStatus({ channel, ref, message: say("It is over.") });
    expect(discord.messages()[0]?.components).toEqual([]);
    expect(discord.violations).toEqual([]);
  });

  it("are updated if an earlier attempt posted others", async () => {
    await using server = await connect({ sandbox: { nonceWindowMs: 0 } });
    const { adapter, channel, discord } = server;
    const post = { ...statusPost(channel, ""), message: withActions("It runs.", refresh) };
    await adapter.postStatus(post);
    const again = { ...post, mayAlreadyExist: true };
    await adapter.postStatus(again);
    expect(discord.messages()[0]?.edits).toEqual([]);
    await adapter.postStatus({ ...again, message: withActions("It runs.", stop) });
    expect(discord.messages()).toMatchObject([
      { components: [{ components: [{ custom_id: "stop:f1" }] }] },
    ]);
  });

  it("fit, and notify nobody, whatever their labels are", async () => {
    await using server = await connect();
    const { adapter, channel, discord } = server;
    const [{ id }] = discord.users;
    const hostile = `@everyone <@${id}> <@&1>\n`;
    const label = hostile.repeat(20);
    const actions = [
      { ...refresh, label, argument: hostile },
      { ...where, label, argument: `2${hostile}` },
    ];
    await adapter.postStatus({
      ...statusPost(channel, ""),
      message: { ...withActions("It runs.", ...actions), pings: [] },
    });
    expect(discord.messages()).toMatchObject([
      { content: "It runs.", pings: { everyone: false, users: [], roles: [] } },
    ]);
    expect(discord.violations).toEqual([]);
  });
});

describe("a button of a public message", () => {
  it("is acknowledged and answered privately, and the message stays as it is", async () => {
    await using server = await connect();
    const { used, action, ref } = await pressRefresh(server);
    expect(await used.acknowledged).toMatchObject({ type: 5, ephemeral: true });
    expect(action).toMatchObject({
      name: "refresh",
      argument: "f1",
      value: undefined,
      channel: server.channel,
      userId: server.discord.users[0].id,
      isBot: false,
    });
    await action.reply(say("Asked just now."));
    await action.reply(withActions("Just checked: it runs.", stop));
    expect(used.reply()).toBe("Just checked: it runs.");
    expect(used.original()).toMatchObject({ ephemeral: true });
    expect(server.discord.messages()).toMatchObject([{ id: ref.id, content: "It runs." }]);
    expect(server.discord.violations).toEqual([]);
  });

  it("reports the languages of the user and of the server", async () => {
    await using server = await connect();
    server.discord.setGuildLocale(server.discord.guildId, "de");
    const { action } = await pressRefresh(server, { locale: "pt-BR" });
    expect(action).toMatchObject({ locale: "pt-BR", workspaceLocale: "de" });
    const { invocation } = await server.type({ locale: "ja" });
    expect(invocation).toMatchObject({ locale: "ja", workspaceLocale: "de" });
  });

  it("only asks the user to try again later during a stop", async () => {
    await using server = await connect();
    const { press } = await pressRefresh(server);
    server.adapter.stopCommands();
    const used = await server.discord.pressButton(press);
    expect(await used.acknowledged).toMatchObject({ type: 4, ephemeral: true });
    expect(used.reply()).toMatch(/restarting.*try again/i);
    expect(server.actions).toHaveLength(1);
  });

  it("has no effect if it could not be acknowledged", async () => {
    await using server = await connect();
    const { press } = await pressRefresh(server);
    const body = { message: "Unknown interaction", code: 10062 };
    server.discord.failNext({ path: /^\/interactions\//, status: 404, body });
    const used = await server.discord.pressButton(press);
    used.acknowledged.catch(() => {});
    await expect.poll(() => server.log.of("action.not_acknowledged")).toHaveLength(1);
    expect(server.log.of("action.not_acknowledged")[0]).toMatchObject({ action: "refresh" });
    expect(server.actions).toHaveLength(1);
  });

  it("works in direct messages, which the user may manage", async () => {
    await using server = await connect();
    const { adapter, discord } = server;
    const direct = await adapter.openDirect({ userId: discord.users[0].id, workspace: "@me" });
    const post = { ...statusPost(direct, ""), message: withActions("It runs.", refresh) };
    const { id: messageId } = await adapter.postStatus(post);
    const press = { channelId: direct.channel, messageId, customId: "refresh:f1" };
    const { action } = await server.acted(discord.pressButton(press));
    expect(action).toMatchObject({ channel: direct, userId: discord.users[0].id });
    expect(await action.canManageChannel()).toBe(true);
    expect(await action.checkSharing(discord.channelId)).toEqual({ kind: "no-channel" });
  });
});

describe("a component of a private answer", () => {
  it("replaces the answer and its buttons", async () => {
    await using server = await connect();
    const { discord } = server;
    const messageId = await privately(server);
    const other = discord.addChannel({ name: "results" });
    const { used, action } = await server.acted(
      discord.chooseChannels({ messageId, customId: "share-to:f1:x", values: [other] }),
    );
    expect(await used.acknowledged).toMatchObject({ type: 6 });
    expect(action).toMatchObject({ name: "share-to", argument: "f1:x", value: other });
    await action.reply(say("It is being posted."));
    const seen = discord.messagesFor(discord.users[0].id);
    expect(seen).toMatchObject([{ id: messageId, content: "It is being posted.", components: [] }]);
    expect(discord.messages()).toEqual([]);
    expect(discord.violations).toEqual([]);
  });

  it("leaves the answer unchanged during a stop, so that the user can try again", async () => {
    await using server = await connect();
    const { discord } = server;
    const messageId = await privately(server);
    server.adapter.stopCommands();
    const press = { messageId, customId: "refresh:f1", locale: "en-GB" };
    const used = await discord.pressButton(press);
    expect(await used.acknowledged).toMatchObject({ type: 4, ephemeral: true });
    expect(discord.messagesFor(discord.users[0].id)).toMatchObject([
      { id: messageId, content: "Where should it be posted?" },
      { content: expect.stringContaining("restarting") as string },
    ]);
  });
});

it("answers an unknown component, and calls no handler", async () => {
  const handled: string[] = [];
  const handlers = handlersWith({ action: async ({ name }) => void handled.push(name) });
  await using server = await connect({ adapter: { handlers } });
  const { discord } = server;
  // As another program with the same token would post it.
  const answer = await fetch(`${discord.apiUrl}/v10/channels/${discord.channelId}/messages`, {
    method: "POST",
    headers: { authorization: `Bot ${discord.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      content: "Vote",
      components: [
        { type: 1, components: [{ type: 2, style: 1, custom_id: "vote", label: "Yes" }] },
      ],
    }),
  });
  const { id: messageId } = (await answer.json()) as { id: string };
  const used = await discord.pressButton({ messageId, customId: "vote" });
  expect(await used.acknowledged).toMatchObject({ type: 4, ephemeral: true });
  expect(used.reply()).toBe(said("answer.unknown-command"));
  expect(handled).toEqual([]);
});

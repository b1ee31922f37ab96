import { describe, expect, test } from "vitest";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";
import { callApi, openSandbox } from "./open-sandbox.ts";
import { startApp } from "./start-app.ts";

const read = async (sandbox: SlackSandbox, method: string, args: Record<string, string>) =>
  (await callApi(sandbox, method, new URLSearchParams(args))).body;

describe("looking up users and conversations", () => {
  test("finds who a user is", async () => {
    const sandbox = await openSandbox();
    const owner = sandbox.addUser({ name: "grace", isOwner: true, locale: "fr-FR" });
    const guest = sandbox.addUser({ name: "alan", isGuest: true });
    const info = async (user: string, more: object = {}) =>
      (await read(sandbox, "users.info", { user, ...more }))["user"];

    expect(await info(owner.id, { include_locale: "true" })).toMatchObject({
      name: "grace",
      is_owner: true,
      is_admin: true,
      is_restricted: false,
      is_bot: false,
      locale: "fr-FR",
    });
    expect(await info(guest.id)).toMatchObject({ is_restricted: true, is_admin: false });
    expect(await info(guest.id)).not.toHaveProperty("locale");
    expect(await info(sandbox.botUserId)).toMatchObject({ is_bot: true });
    expect(sandbox.people.map(({ name }) => name)).toEqual(["pika-relay", "ada", "grace", "alan"]);
  });

  test("finds a conversation's creator, language and members, in pages", async () => {
    const sandbox = await openSandbox();
    const grace = sandbox.addUser({ name: "grace" });
    const { id } = sandbox.addChannel({ name: "films", members: [grace.id], creator: grace.id });
    sandbox.joinChannel(id, sandbox.userId);
    const members = (more: Record<string, string>) =>
      read(sandbox, "conversations.members", { channel: id, ...more });

    const first = await members({ limit: "2" });
    const { next_cursor: cursor } = first["response_metadata"] as { next_cursor: string };

    expect(first["members"]).toEqual([grace.id, sandbox.botUserId]);
    expect(await members({ limit: "2", cursor })).toMatchObject({
      members: [sandbox.userId],
      response_metadata: { next_cursor: "" },
    });
    expect(await members({ limit: "1001" })).toMatchObject({ error: "invalid_limit" });
    expect(await members({ cursor: "x" })).toMatchObject({ error: "invalid_cursor" });
    sandbox.leaveChannel(id, grace.id);
    expect((await members({}))["members"]).toEqual([sandbox.botUserId, sandbox.userId]);
    expect(
      await read(sandbox, "conversations.info", { channel: id, include_locale: "true" }),
    ).toMatchObject({ channel: { creator: grace.id, locale: "en-US" } });
    expect(
      await read(sandbox, "conversations.members", { channel: sandbox.channels.privateWithoutBot }),
    ).toMatchObject({ error: "channel_not_found" });
  });

  test("opens a direct message with anybody, to post into", async () => {
    const sandbox = await openSandbox();
    const grace = sandbox.addUser({ name: "grace" });
    const open = async (users: string) =>
      (await callApi(sandbox, "conversations.open", { users })).body;

    const { channel } = (await open(grace.id)) as { channel: { id: string } };
    await callApi(sandbox, "chat.postMessage", { channel: channel.id, text: "psst" });

    expect(channel.id).toMatch(/^D/);
    expect(sandbox.messages(channel.id)).toMatchObject([{ text: "psst" }]);
    expect(await open(grace.id)).toMatchObject({ channel });
    expect(await open("U0")).toMatchObject({ error: "user_not_found" });
    expect(await open(sandbox.botUserId)).toMatchObject({ error: "cannot_dm_bot" });
    expect(await open(`${grace.id},${sandbox.userId}`)).toMatchObject({ needed: "mpim:write" });
  });

  test.for([
    ["users.info", { user: "U1" }, "users:read"],
    ["conversations.open", { users: "U1" }, "im:write"],
    ["conversations.members", { channel: "public" }, "channels:read"],
    ["conversations.info", { channel: "public" }, "channels:read"],
    ["chat.update", { channel: "public", ts: "1.000000" }, "chat:write"],
    ["files.completeUploadExternal", { files: "[]" }, "files:write"],
  ] as const)("%s without its scope names the missing scope", async ([method, args, needed]) => {
    const sandbox = await openSandbox({ scopes: ["commands"] });
    const channel = sandbox.channels.publicJoined;

    expect(
      await read(sandbox, method, { ...args, ...("channel" in args ? { channel } : {}) }),
    ).toEqual({ ok: false, error: "missing_scope", needed, provided: "commands" });
  });
});

test("a user's text is stored as Slack stores it", async () => {
  const sandbox = await openSandbox();
  const channel = sandbox.channels.publicJoined;
  const type = (text: string) => sandbox.say(channel, text, { isTyped: true }).text;

  expect(type("@ada: see #studio, a<b & https://x.example/a.")).toBe(
    `<@${sandbox.userId}>: see <#${sandbox.channels.privateWithBot}|studio>, a&lt;b &amp; <https://x.example/a>.`,
  );
  expect(type("me@ada.example @nobody #none")).toBe("me@ada.example @nobody #none");
  expect(sandbox.say(channel, "<@U1>").text).toBe("<@U1>");
});

describe("a command", () => {
  const typed = "@ada #videos #studio https://x.example/?a&b <b> @nobody";

  test("with escaping names users and channels by their ids", async () => {
    const slash_commands = [{ command: "/pika-share", should_escape: true }];
    const sandbox = await openSandbox({ manifest: { features: { slash_commands } } });
    const texts: string[] = [];
    await startApp(sandbox, (app) => {
      app.command(/.*/, async ({ ack, command }) => {
        texts.push(command.text);
        await ack();
      });
    });
    const { publicJoined, privateWithBot } = sandbox.channels;

    await sandbox.command({ command: "/pika-share", text: typed });
    await sandbox.command({ command: "/pika-share", text: typed, shouldEscape: false });
    await expect.poll(() => texts).toHaveLength(2);

    expect(texts).toEqual([
      [
        `<@${sandbox.userId}|ada> <#${publicJoined}|videos> <#${privateWithBot}|>`,
        "<https://x.example/?a&amp;b> &lt;b&gt; @nobody",
      ].join(" "),
      typed,
    ]);
    await expect(sandbox.command({ command: "/pika-other", text: "" })).rejects.toThrow(
      "/pika-other is not a valid command",
    );
  });

  test("is refused in threads, and in channels that its user does not see", async () => {
    const sandbox = await openSandbox();
    const grace = sandbox.addUser({ name: "grace" });
    const command = "/pika-status";

    await expect(sandbox.command({ command, text: "", threadTs: "1.000000" })).rejects.toThrow(
      "not supported in threads",
    );
    await expect(
      sandbox.command({
        command,
        text: "",
        userId: grace.id,
        channelId: sandbox.channels.privateWithBot,
      }),
    ).rejects.toThrow("does not see");
  });
});

import { LogLevel, webApi } from "@slack/bolt";
import { describe, expect, test } from "vitest";
import { openSandbox } from "./open-sandbox.ts";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";

const toClient = (sandbox: SlackSandbox): webApi.WebClient =>
  new webApi.WebClient(sandbox.botToken, {
    logLevel: LogLevel.ERROR,
    slackApiUrl: sandbox.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });

const refusal = (error: string, more: object = {}): object => ({
  data: expect.objectContaining({ ok: false, error, ...more }) as object,
});

describe("posting and editing", () => {
  test("keeps a message, its metadata, its edits and what it was before", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const channel = sandbox.channels.publicJoined;
    const metadata = { event_type: "pika_status", event_payload: { key: "k1" } };
    const blocks = [{ type: "section", text: { type: "mrkdwn", text: "*running*" } }];

    const posted = await client.chat.postMessage({
      channel,
      text: "running",
      blocks,
      metadata,
      unfurl_links: false,
      unfurl_media: false,
    });
    await client.chat.update({ channel, ts: String(posted.ts), text: "done" });

    expect(posted.ts).toMatch(/^\d{10}\.\d{6}$/);
    expect(sandbox.messages(channel)).toMatchObject([
      {
        ts: posted.ts,
        text: "done",
        bot_id: sandbox.botId,
        metadata,
        unfurlLinks: false,
        unfurlMedia: false,
        edits: [{ text: "running", blocks }],
      },
    ]);
    // A text without blocks removes the old blocks.
    expect(sandbox.messages(channel)[0]?.blocks).toBeUndefined();
    expect(sandbox.violations).toEqual([]);
  });

  test("is allowed where the bot may write, and refused with Slack's error elsewhere", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const { channels } = sandbox;
    const post = (channel: string) => client.chat.postMessage({ channel, text: "hello" });

    await post(channels.publicNotJoined);
    await post(channels.privateWithBot);
    await post(channels.directMessage);
    await post("#videos");
    expect((await post(sandbox.userId)).channel).toBe(channels.directMessage);
    await expect(post(channels.privateWithoutBot)).rejects.toMatchObject(
      refusal("channel_not_found"),
    );
    sandbox.setScopes(sandbox.scopes.filter((scope) => scope !== "chat:write.public"));
    await expect(post(channels.publicNotJoined)).rejects.toMatchObject(refusal("not_in_channel"));
    sandbox.kickBot(channels.privateWithBot);
    await expect(post(channels.privateWithBot)).rejects.toMatchObject(refusal("channel_not_found"));
    sandbox.archiveChannel(channels.publicJoined);
    await expect(post(channels.publicJoined)).rejects.toMatchObject(refusal("is_archived"));
    sandbox.deleteChannel(channels.publicJoined);
    await expect(post(channels.publicJoined)).rejects.toMatchObject(refusal("channel_not_found"));
  });

  test("refuses edits and deletions of messages that are not ours or missing", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const channel = sandbox.channels.publicJoined;
    const theirs = sandbox.say(channel, "mine");
    const ours = await client.chat.postMessage({ channel, text: "ours" });
    const ts = String(ours.ts);

    await expect(client.chat.update({ channel, ts: theirs.ts, text: "x" })).rejects.toMatchObject(
      refusal("cant_update_message"),
    );
    await expect(client.chat.delete({ channel, ts: theirs.ts })).rejects.toMatchObject(
      refusal("cant_delete_message"),
    );
    await expect(client.chat.update({ channel, ts, text: "x".repeat(4001) })).rejects.toMatchObject(
      refusal("msg_too_long"),
    );
    sandbox.removeMessage(channel, ts);
    await expect(client.chat.update({ channel, ts, text: "x" })).rejects.toMatchObject(
      refusal("message_not_found"),
    );
  });

  test("refuses a text over 40,000 characters, and records one over 4,000", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const channel = sandbox.channels.publicJoined;

    await expect(
      client.chat.postMessage({ channel, text: "x".repeat(40_001) }),
    ).rejects.toMatchObject(refusal("msg_too_long"));
    await client.chat.postMessage({ channel, text: "x".repeat(4001) });
    await expect(client.chat.postMessage({ channel, text: " " })).rejects.toMatchObject(
      refusal("no_text"),
    );

    expect(sandbox.violations).toEqual([
      { kind: "truncated", method: "chat.postMessage", detail: "text of 4001 characters" },
    ]);
  });

  test("refuses blocks that Slack refuses", async () => {
    const sandbox = await openSandbox();
    const text = { type: "mrkdwn" as const, text: "x".repeat(3001) };

    await expect(
      toClient(sandbox).chat.postMessage({
        channel: sandbox.channels.publicJoined,
        text: "x",
        blocks: [{ type: "section", text }],
      }),
    ).rejects.toMatchObject(refusal("invalid_blocks"));
  });

  test("sends private messages only to members", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const stranger = sandbox.addUser({ name: "grace" });
    const channel = sandbox.channels.publicJoined;

    await client.chat.postEphemeral({ channel, user: sandbox.userId, text: "psst" });
    await expect(
      client.chat.postEphemeral({ channel, user: stranger.id, text: "psst" }),
    ).rejects.toMatchObject(refusal("user_not_in_channel"));

    expect(sandbox.privateReplies).toMatchObject([{ userId: sandbox.userId, text: "psst" }]);
    expect(sandbox.messages(channel)).toEqual([]);
  });

  test("has links to a message and to a reply in its thread", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const channel = sandbox.channels.publicJoined;
    const parent = sandbox.say(channel, "parent");
    const reply = await client.chat.postMessage({ channel, text: "reply", thread_ts: parent.ts });

    const ofParent = await client.chat.getPermalink({ channel, message_ts: parent.ts });
    const ofReply = await client.chat.getPermalink({ channel, message_ts: String(reply.ts) });

    expect(ofParent.permalink).toBe(
      `https://pika-sandbox.slack.com/archives/${channel}/p${parent.ts.replace(".", "")}`,
    );
    expect(ofReply.permalink).toContain(`?thread_ts=${parent.ts}&cid=${channel}`);
  });
});

test("a broadcast reply is in its thread, and in the channel with the first message of the thread", async () => {
  await using sandbox = await openSandbox();
  const client = toClient(sandbox);
  const channel = sandbox.channels.publicJoined;
  const post = async (text: string, reply = {}) =>
    String((await client.chat.postMessage({ channel, text, ...reply })).ts);
  const root = await post("root");
  const silent = await post("silent", { thread_ts: root });
  const loud = await post("loud", { thread_ts: root, reply_broadcast: true });
  await post("no reply at all", { reply_broadcast: true });
  const history = await client.conversations.history({ channel });
  expect(history.messages?.map(({ text, subtype }) => [text, subtype])).toEqual([
    ["no reply at all", undefined],
    ["loud", "thread_broadcast"],
    ["root", undefined],
  ]);
  expect(history.messages?.[1]).toMatchObject({ thread_ts: root, root: { text: "root" } });
  const thread = await client.conversations.replies({ channel, ts: root });
  expect(thread.messages?.map(({ ts }) => ts)).toEqual([root, silent, loud]);
});

test("a reply to a deleted message is posted outside of any thread, unless others replied before", async () => {
  const sandbox = await openSandbox();
  const client = toClient(sandbox);
  const channel = sandbox.channels.publicJoined;
  const reply = async (thread_ts: string) =>
    (await client.chat.postMessage({ channel, text: "reply", thread_ts })).message;
  const lonely = sandbox.say(channel, "lonely");
  const popular = sandbox.say(channel, "popular");
  await reply(popular.ts);

  for (const { ts } of [lonely, popular]) sandbox.removeMessage(channel, ts);

  expect(await reply(lonely.ts)).not.toHaveProperty("thread_ts");
  expect(await reply(popular.ts)).toMatchObject({ thread_ts: popular.ts });
});

describe("conversations", () => {
  test("can be joined only if they are public channels", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const { publicNotJoined, privateWithBot, privateWithoutBot } = sandbox.channels;
    const isMember = async () =>
      (await client.conversations.info({ channel: publicNotJoined })).channel?.is_member;

    expect(await isMember()).toBe(false);
    await client.conversations.join({ channel: publicNotJoined });
    expect(await isMember()).toBe(true);
    expect(await client.conversations.join({ channel: publicNotJoined })).toMatchObject({
      ok: true,
      warning: "already_in_channel",
    });
    await expect(client.conversations.join({ channel: privateWithBot })).rejects.toMatchObject(
      refusal("method_not_supported_for_channel_type"),
    );
    await expect(client.conversations.join({ channel: privateWithoutBot })).rejects.toMatchObject(
      refusal("channel_not_found"),
    );
    sandbox.kickBot(publicNotJoined);
    sandbox.archiveChannel(publicNotJoined);
    await expect(client.conversations.join({ channel: publicNotJoined })).rejects.toMatchObject(
      refusal("is_archived"),
    );
  });

  test("differ by kind of channel, and each kind needs its own scope", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const { publicJoined, privateWithBot, directMessage } = sandbox.channels;
    const info = async (channel: string) => (await client.conversations.info({ channel })).channel;

    expect(await info(publicJoined)).toMatchObject({ is_private: false, is_archived: false });
    expect(await info(privateWithBot)).toMatchObject({ is_private: true, is_member: true });
    expect(await info(directMessage)).toMatchObject({ is_im: true, user: sandbox.userId });
    const opened = await client.conversations.open({ users: sandbox.userId });
    expect(opened.channel?.id).toBe(directMessage);
    sandbox.setScopes(["channels:read"]);
    await expect(info(privateWithBot)).rejects.toMatchObject(
      refusal("missing_scope", { needed: "groups:read", provided: "channels:read" }),
    );
  });

  test("have a history, newest first, in pages, with metadata only on request", async () => {
    const sandbox = await openSandbox();
    const client = toClient(sandbox);
    const channel = sandbox.channels.publicJoined;
    const metadata = { event_type: "pika_result", event_payload: { key: "k1" } };
    for (const text of ["1", "2", "3"]) {
      await client.chat.postMessage({ channel, text, metadata });
    }
    const [first, second, third] = sandbox.messages(channel).map(({ ts }) => ts);
    await client.chat.postMessage({ channel, text: "in the thread", thread_ts: second! });

    const page = await client.conversations.history({ channel, limit: 2 });
    const rest = await client.conversations.history({
      channel,
      limit: 2,
      cursor: page.response_metadata?.next_cursor,
      include_all_metadata: true,
    });
    const between = await client.conversations.history({ channel, oldest: first, latest: third });
    const thread = await client.conversations.replies({ channel, ts: second! });

    expect(page.messages?.map(({ text }) => text)).toEqual(["3", "2"]);
    expect(page.messages?.[0]).not.toHaveProperty("metadata");
    expect(page.has_more).toBe(true);
    expect(rest.messages).toMatchObject([{ text: "1", metadata }]);
    expect(between.messages).toMatchObject([{ text: "2", reply_count: 1 }]);
    expect(thread.messages?.map(({ text }) => text)).toEqual(["2", "in the thread"]);
    await expect(
      client.conversations.history({ channel: sandbox.channels.publicNotJoined }),
    ).rejects.toMatchObject(refusal("not_in_channel"));
    sandbox.setScopes(["groups:history"]);
    await expect(client.conversations.history({ channel })).rejects.toMatchObject(
      refusal("missing_scope", { needed: "channels:history" }),
    );
  });
});

test("users, the bot and the team can be looked up", async () => {
  const sandbox = await openSandbox();
  const client = toClient(sandbox);

  expect(await client.auth.test()).toMatchObject({
    team_id: sandbox.teamId,
    user_id: sandbox.botUserId,
    bot_id: sandbox.botId,
  });
  expect((await client.bots.info({ bot: sandbox.botId })).bot?.app_id).toBe(sandbox.appId);
  expect((await client.users.info({ user: sandbox.userId })).user?.name).toBe("ada");
  expect((await client.team.info()).team?.id).toBe(sandbox.teamId);
  expect(await client.apiCall("api.test", { foo: "bar" })).toMatchObject({ args: { foo: "bar" } });
  expect(sandbox.violations).toEqual([]);
});

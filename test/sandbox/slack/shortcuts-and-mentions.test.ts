import { describe, expect, test } from "vitest";
import { openSandbox } from "./open-sandbox.ts";
import { startApp } from "./start-app.ts";

describe("a message shortcut", () => {
  test("reaches Bolt with the message, its thread and a response_url", async () => {
    const sandbox = await openSandbox();
    const bodies: unknown[] = [];
    await startApp(sandbox, (app) => {
      app.shortcut("follow_job", async ({ ack, body, respond }) => {
        bodies.push(body);
        await ack();
        await respond({ text: "following", response_type: "ephemeral" });
      });
    });
    const channel = sandbox.channels.privateWithBot;
    const parent = sandbox.say(channel, "a job");
    const { ts } = sandbox.say(channel, "it is job:1", { threadTs: parent.ts });

    const used = await sandbox.useShortcut({ channel, ts, callbackId: "follow_job" });
    await used.waitForPrivateReply(({ text }) => text === "following");

    expect(bodies).toMatchObject([
      {
        type: "message_action",
        callback_id: "follow_job",
        trigger_id: used.triggerId,
        response_url: used.responseUrl,
        message_ts: ts,
        message: { type: "message", text: "it is job:1", ts, thread_ts: parent.ts },
        user: { id: sandbox.userId, name: "ada" },
        channel: { id: channel, name: "privategroup" },
        team: { id: sandbox.teamId, domain: "pika-sandbox" },
      },
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  test("is available if the manifest has it, on existing messages", async () => {
    const shortcuts = [{ type: "message", callback_id: "follow_job" }];
    const settings = { interactivity: { is_enabled: true } };
    const sandbox = await openSandbox({ manifest: { features: { shortcuts }, settings } });
    const channel = sandbox.channels.publicJoined;
    const { ts } = sandbox.say(channel, "job:1");

    await expect(
      sandbox.useShortcut({ channel, ts, callbackId: "other", socketWaitMs: 0 }),
    ).rejects.toThrow("no message shortcut other");
    await expect(
      sandbox.useShortcut({ channel, ts: "1.000000", callbackId: "follow_job" }),
    ).rejects.toThrow("no message 1.000000");
  });
});

describe("a mention of the bot", () => {
  test("is an event for the app, the same again when it is repeated", async () => {
    const sandbox = await openSandbox();
    const events: object[] = [];
    await startApp(sandbox, (app) => {
      app.event("app_mention", async ({ event, body, context }) => {
        const { retryNum, retryReason } = context;
        const { event_id: id, authorizations } = body;
        events.push({ event, id, authorizations, retry: [retryNum, retryReason] });
      });
    });
    const channel = sandbox.channels.publicJoined;
    const { ts: threadTs } = sandbox.say(channel, "a job");

    const mention = await sandbox.mention({
      channel,
      text: "@pika-relay job:1 & <more> for @ada in #videos",
      threadTs,
    });
    await mention.acknowledged;
    mention.resend();
    await expect.poll(() => events).toHaveLength(2);

    const bot = sandbox.botUserId;
    const text = `<@${bot}> job:1 &amp; &lt;more&gt; for <@${sandbox.userId}> in <#${channel}|videos>`;
    expect(mention.message).toMatchObject({ text, user: sandbox.userId, thread_ts: threadTs });
    const { ts } = mention.message;
    const seen = {
      event: {
        type: "app_mention",
        user: sandbox.userId,
        text,
        ts,
        thread_ts: threadTs,
        channel,
        event_ts: ts,
      },
      id: mention.eventId,
      authorizations: [{ team_id: sandbox.teamId, user_id: bot, is_bot: true }],
    };
    expect(events).toMatchObject([
      { ...seen, retry: [0, ""] },
      { ...seen, retry: [1, "timeout"] },
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  test("adds the bot's name in front if it is not typed", async () => {
    const sandbox = await openSandbox();
    const { message } = await sandbox.mention({
      channel: sandbox.channels.directMessage,
      text: "job:1",
    });
    expect(message.text).toBe(`<@${sandbox.botUserId}> job:1`);
  });

  test("is not sent if Slack sends none", async () => {
    const sandbox = await openSandbox();
    const quiet = await openSandbox({
      manifest: { oauth_config: { scopes: { bot: ["app_mentions:read"] } } },
    });
    const { publicJoined, publicNotJoined, directMessage } = sandbox.channels;
    const why = async (from: typeof sandbox, channel: string) => {
      const mention = await from.mention({ channel, text: "@pika-relay job:1" });
      await expect(mention.acknowledged).rejects.toThrow("no event");
      expect(mention.eventId).toBeUndefined();
      return mention.notSent;
    };

    expect(await why(sandbox, publicNotJoined)).toBe("not_in_channel");
    expect(await why(sandbox, directMessage)).toBe("direct_message");
    expect(await why(quiet, quiet.channels.publicJoined)).toBe("not_subscribed");
    sandbox.setScopes(["chat:write"]);
    expect(await why(sandbox, publicJoined)).toBe("missing_scope");
  });
});

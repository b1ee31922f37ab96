import type { BlockAction } from "@slack/bolt";
import { describe, expect, test } from "vitest";
import type { SlackSandbox, SlackSandboxOptions } from "../../../sandbox/slack/slack-sandbox.ts";
import { callApi, openSandbox } from "./open-sandbox.ts";
import { startApp } from "./start-app.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const blocks = [
  { type: "section", block_id: "status", text: { type: "mrkdwn", text: "*done*" } },
  {
    type: "actions",
    block_id: "buttons",
    elements: [
      { type: "button", action_id: "refresh", text: plain("Refresh"), value: "job:1" },
      {
        type: "conversations_select",
        action_id: "share",
        filter: { include: ["public", "private"] },
        default_to_current_conversation: true,
      },
      {
        type: "static_select",
        action_id: "mode",
        options: ["post", "thread"].map((value) => ({ text: plain(value), value })),
      },
    ],
  },
];

type Body = Record<string, unknown> & { readonly actions: readonly object[] };
type Reply = Record<string, unknown>;

/** A workspace with a message that has buttons, and an app that replies to each action with a given body. */
async function openWithButtons(
  options: SlackSandboxOptions & { replies?: (ts: string) => readonly Reply[] } = {},
) {
  const { replies = () => [], ...rest } = options;
  const sandbox = await openSandbox(rest);
  const bodies: Body[] = [];
  await startApp(sandbox, (app) => {
    app.action<BlockAction>(/.*/, async ({ ack, body, respond }) => {
      bodies.push(body as unknown as Body);
      await ack();
      for (const reply of replies(String(body.container["message_ts"]))) await respond(reply);
    });
  });
  const channel = sandbox.channels.publicJoined;
  const { body } = await callApi(sandbox, "chat.postMessage", { channel, text: "done", blocks });
  return { sandbox, channel, ts: String(body["ts"]), bodies };
}

async function showPrivately(sandbox: SlackSandbox, channel: string): Promise<string> {
  const user = sandbox.userId;
  const args = { channel, user, text: "psst", blocks };
  return String((await callApi(sandbox, "chat.postEphemeral", args)).body["message_ts"]);
}

async function replyTo(url: string): Promise<number> {
  const body = JSON.stringify({ replace_original: true, text: "x" });
  return (await fetch(url, { method: "POST", body })).status;
}

describe("a button of a message", () => {
  test("reaches Bolt with everything that Slack sends", async () => {
    const { sandbox, channel, ts, bodies } = await openWithButtons();

    const pressed = await sandbox.pressButton({ channel, ts, actionId: "refresh" });
    await pressed.acknowledged;

    const user = { id: sandbox.userId, username: "ada", name: "ada", team_id: sandbox.teamId };
    expect(bodies).toMatchObject([
      {
        type: "block_actions",
        user,
        api_app_id: sandbox.appId,
        team: { id: sandbox.teamId, domain: "pika-sandbox" },
        channel: { id: channel, name: "videos" },
        container: { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: false },
        message: { type: "message", ts, text: "done", bot_id: sandbox.botId, blocks },
        state: {
          values: {
            buttons: {
              share: { type: "conversations_select", selected_conversation: channel },
              mode: { type: "static_select", selected_option: null },
            },
          },
        },
        response_url: pressed.responseUrl,
        trigger_id: pressed.triggerId,
      },
    ]);
    expect(bodies[0]?.actions).toEqual([
      {
        type: "button",
        action_id: "refresh",
        block_id: "buttons",
        text: plain("Refresh"),
        value: "job:1",
        action_ts: expect.stringMatching(/^\d{10}\.\d{6}$/) as string,
      },
    ]);
    expect(bodies[0]?.["container"]).not.toHaveProperty("thread_ts");
    expect(sandbox.violations).toEqual([]);
  });

  test("in a thread includes the thread", async () => {
    const { sandbox, channel, ts: thread_ts, bodies } = await openWithButtons();
    const args = { channel, thread_ts, text: "reply", blocks };
    const { body } = await callApi(sandbox, "chat.postMessage", args);

    const ts = String(body["ts"]);
    await (
      await sandbox.pressButton({ channel, ts, actionId: "refresh" })
    ).acknowledged;

    expect(bodies).toMatchObject([{ container: { thread_ts }, message: { thread_ts } }]);
  });

  test("without an ack in time shows the user a warning", async () => {
    const sandbox = await openSandbox({ ackTimeoutMs: 30 });
    await startApp(sandbox, (app) => app.action("refresh", () => new Promise<void>(() => {})));
    const channel = sandbox.channels.publicJoined;
    const { body } = await callApi(sandbox, "chat.postMessage", { channel, blocks });

    const ts = String(body["ts"]);
    const pressed = await sandbox.pressButton({ channel, ts, actionId: "refresh" });

    await expect(pressed.acknowledged).rejects.toThrow("did not respond");
    expect(pressed.notices).toEqual(["refresh failed because the app did not respond"]);
  });

  test("can be pressed only where it is, by users who see it", async () => {
    const { sandbox, channel, ts } = await openWithButtons();
    const grace = sandbox.addUser({ name: "grace", isGuest: true });
    const press = (more: object) =>
      sandbox.pressButton({ channel, ts, actionId: "refresh", ...more });

    await expect(press({ actionId: "retry" })).rejects.toThrow("0 elements retry");
    await expect(press({ actionId: "share" })).rejects.toThrow("conversations_select");
    await expect(press({ ts: "1.000000" })).rejects.toThrow("no message");
    await expect(press({ userId: grace.id })).rejects.toThrow("does not see");
    sandbox.joinChannel(channel, grace.id);
    await (
      await press({ userId: grace.id })
    ).acknowledged;
  });
});

test("a button does nothing if the manifest turns interactivity off", async () => {
  const scopes = { bot: ["chat:write"] };
  const sandbox = await openSandbox({ manifest: { oauth_config: { scopes } } });
  const channel = sandbox.channels.publicJoined;
  const { body } = await callApi(sandbox, "chat.postMessage", { channel, blocks });

  expect(sandbox.scopes).toEqual(["chat:write"]);
  await expect(
    sandbox.pressButton({ channel, ts: String(body["ts"]), actionId: "refresh" }),
  ).rejects.toThrow("interactivity is switched off");
});

describe("replies through the response_url of a button", () => {
  test("replace its message, or delete it", async () => {
    const { sandbox, channel, ts } = await openWithButtons({
      replies: () => [{ replace_original: true, text: "fresh" }, { delete_original: true }],
    });
    const seen: unknown[] = [];
    sandbox.on("edit", (message) => seen.push([message.ts, message.text, message.blocks]));
    sandbox.on("delete", (message) => seen.push([message.ts, "deleted"]));

    await sandbox.pressButton({ channel, ts, actionId: "refresh" });

    await expect
      .poll(() => seen)
      .toEqual([
        [ts, "fresh", undefined],
        [ts, "deleted"],
      ]);
  });

  test("are new messages, for the user or for everybody, in the given thread", async () => {
    const replace_original = false;
    const { sandbox, channel, ts } = await openWithButtons({
      replies: (thread_ts) => [
        { replace_original, text: "only you" },
        { replace_original, text: "all", response_type: "in_channel", thread_ts },
      ],
    });

    const pressed = await sandbox.pressButton({ channel, ts, actionId: "refresh" });

    expect(await sandbox.waitFor(({ text }) => text === "all")).toMatchObject({
      bot_id: sandbox.botId,
      thread_ts: ts,
    });
    expect(pressed.privateReplies).toMatchObject([
      { userId: sandbox.userId, text: "only you", via: "response_url" },
    ]);
    expect(sandbox.messages(channel)[0]).toMatchObject({ ts, text: "done" });
    expect(sandbox.violations).toEqual([]);
  });

  test("that do not say what happens to the original are recorded", async () => {
    const { sandbox, channel, ts } = await openWithButtons({ replies: () => [{ text: "hm" }] });

    const pressed = await sandbox.pressButton({ channel, ts, actionId: "refresh" });
    await pressed.waitForPrivateReply();

    expect(sandbox.violations).toMatchObject([{ kind: "ambiguous", method: "response_url" }]);
  });

  test("end after five uses, and after half an hour", async () => {
    let now = Date.now();
    const { sandbox, channel, ts } = await openWithButtons({ now: () => now });
    const pressed = await sandbox.pressButton({ channel, ts, actionId: "refresh" });
    const again = await sandbox.pressButton({ channel, ts, actionId: "refresh" });

    const statuses: number[] = [];
    for (let use = 1; use <= 6; use += 1) statuses.push(await replyTo(pressed.responseUrl));
    now += 30 * 60_000;

    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(await replyTo(again.responseUrl)).toBe(404);
  });
});

describe("a button of a private message", () => {
  test("has no message in its payload, and replies change the message in place", async () => {
    const { sandbox, channel, bodies } = await openWithButtons({
      replies: () => [{ replace_original: true, text: "page 2" }, { delete_original: true }],
    });
    const told: unknown[] = [];
    sandbox.on("private-reply", (reply) => told.push([reply.ts, reply.userId, reply.text]));
    sandbox.on("private-delete", (reply) => told.push([reply.ts, "deleted"]));
    const ts = await showPrivately(sandbox, channel);

    await sandbox.pressButton({ channel, ts, actionId: "refresh" });

    const user = sandbox.userId;
    await expect
      .poll(() => told)
      .toEqual([
        [ts, user, "psst"],
        [ts, user, "page 2"],
        [ts, "deleted"],
      ]);
    expect(bodies).toMatchObject([{ container: { message_ts: ts, is_ephemeral: true } }]);
    expect(bodies[0]).not.toHaveProperty("message");
    expect(sandbox.privateMessages(user)).toEqual([]);
    const { body } = await callApi(sandbox, "chat.update", { channel, ts, text: "x" });
    expect(body["error"]).toBe("message_not_found");
  });

  test("can be pressed only by its user", async () => {
    const { sandbox, channel } = await openWithButtons();
    const grace = sandbox.addUser({ name: "grace" });
    sandbox.joinChannel(channel, grace.id);
    const ts = await showPrivately(sandbox, channel);

    expect(sandbox.privateMessages(sandbox.userId, channel)).toMatchObject([{ ts, text: "psst" }]);
    expect(sandbox.privateMessages(grace.id)).toEqual([]);
    await expect(
      sandbox.pressButton({ channel, ts, actionId: "refresh", userId: grace.id }),
    ).rejects.toThrow("sees no message");
  });
});

describe("a menu", () => {
  test("has the chosen value, also in later payloads", async () => {
    const { sandbox, channel, ts, bodies } = await openWithButtons();
    const conversation = sandbox.channels.privateWithBot;

    await sandbox.chooseConversation({ channel, ts, actionId: "share", conversation });
    await sandbox.chooseOption({ channel, ts, actionId: "mode", option: "thread" });
    await expect.poll(() => bodies).toHaveLength(2);

    expect(bodies[0]?.actions).toEqual([
      {
        type: "conversations_select",
        action_id: "share",
        block_id: "buttons",
        selected_conversation: conversation,
        action_ts: expect.any(String) as string,
      },
    ]);
    const chosen = { text: plain("thread"), value: "thread" };
    expect(bodies[1]).toMatchObject({
      actions: [{ type: "static_select", selected_option: chosen }],
      state: {
        values: {
          buttons: {
            share: { selected_conversation: conversation },
            mode: { selected_option: chosen },
          },
        },
      },
    });
  });

  test("offers what its user sees and its filter allows", async () => {
    const { sandbox, channel, ts } = await openWithButtons();
    const grace = sandbox.addUser({ name: "grace" });
    const choose = (conversation: string, userId?: string) =>
      sandbox.chooseConversation({
        channel,
        ts,
        actionId: "share",
        conversation,
        ...(userId === undefined ? {} : { userId }),
      });

    await expect(choose(sandbox.channels.directMessage)).rejects.toThrow("does not offer");
    await expect(choose(sandbox.channels.privateWithBot, grace.id)).rejects.toThrow("not see");
    await expect(
      sandbox.chooseOption({ channel, ts, actionId: "mode", option: "loud" }),
    ).rejects.toThrow("no option");
  });
});

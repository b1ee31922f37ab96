import { describe, expect, test } from "vitest";
import { callApi, openSandbox, uploadBytes } from "./open-sandbox.ts";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
const button = (more: object = {}) => ({ type: "button", text: plain("Go"), ...more });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const option = (value: string) => ({ text: plain(value), value });
const confirm = {
  title: plain("Sure?"),
  text: mrkdwn("*Really*"),
  confirm: plain("Yes"),
  deny: plain("No"),
};

async function post(sandbox: SlackSandbox, blocks: unknown, more: object = {}) {
  const args = { channel: sandbox.channels.publicJoined, text: "fallback", blocks, ...more };
  return (await callApi(sandbox, "chat.postMessage", args)).body;
}

const newest = (sandbox: SlackSandbox) => sandbox.messages(sandbox.channels.publicJoined).at(-1);

test("every block and element that a relay uses is accepted, gets ids, and is in the history", async () => {
  const sandbox = await openSandbox();
  const channel = sandbox.channels.publicJoined;
  const blocks = [
    { type: "header", text: plain("A job") },
    { ...section("*running*"), block_id: "status", accessory: button({ action_id: "more" }) },
    { type: "section", fields: [mrkdwn("a"), plain("b")] },
    { type: "context", elements: [mrkdwn("since noon")] },
    { type: "divider" },
    actions(
      button({ action_id: "refresh", value: "job:1", style: "primary" }),
      button({ action_id: "retry", style: "danger", confirm }),
      {
        type: "conversations_select",
        action_id: "share",
        placeholder: plain("Share with"),
        filter: { include: ["public", "private"], exclude_bot_users: true },
        default_to_current_conversation: true,
      },
      { type: "channels_select", action_id: "channel" },
      { type: "static_select", action_id: "pick", options: [option("a"), option("b")] },
    ),
  ];

  const answer = await post(sandbox, blocks);
  const kept = newest(sandbox)?.blocks;
  const { body: history } = await callApi(
    sandbox,
    "conversations.history",
    new URLSearchParams({ channel }),
  );

  expect(answer).toMatchObject({ ok: true, message: { text: "fallback", blocks } });
  expect(kept).toMatchObject(blocks);
  const ids = (kept as { block_id: string }[]).map(({ block_id: id }) => id);
  expect(new Set(ids).size).toBe(blocks.length);
  expect(ids).toContain("status");
  expect(history["messages"]).toMatchObject([{ blocks: kept }]);
  expect(sandbox.violations).toEqual([]);
});

describe("blocks that Slack refuses are refused in its words", () => {
  test.for<[string, unknown, ...string[]]>([
    ["an unknown block", [{ type: "sections" }], "unsupported type: sections [/blocks/0/type]"],
    ["no type", [{}], "missing required field: type [/blocks/0]"],
    [
      "a long text",
      [{ type: "divider" }, section("x".repeat(3001))],
      "must be less than 3001 characters [/blocks/1/text/text]",
    ],
    ["an empty text", [section("")], "must be more than 0 characters [/blocks/0/text/text]"],
    ["a section of nothing", [{ type: "section" }], "missing required field: text [/blocks/0]"],
    [
      "a property too many",
      [actions(button({ disabled: true }))],
      "invalid additional property: disabled [/blocks/0/elements/0]",
    ],
    [
      "a long label",
      [actions({ type: "button", text: plain("x".repeat(76)) })],
      "must be less than 76 characters [/blocks/0/elements/0/text/text]",
    ],
    [
      "a label with marks",
      [actions({ type: "button", text: mrkdwn("*Go*") })],
      "must be a valid enum value [/blocks/0/elements/0/text/type]",
    ],
    [
      "a long value",
      [actions(button({ value: "x".repeat(2001) }))],
      "must be less than 2001 characters [/blocks/0/elements/0/value]",
    ],
    [
      "a long action id",
      [actions(button({ action_id: "x".repeat(256) }))],
      "must be less than 256 characters [/blocks/0/elements/0/action_id]",
    ],
    [
      "an unknown style",
      [actions(button({ style: "loud" }))],
      "must be a valid enum value [/blocks/0/elements/0/style]",
    ],
    [
      "an element for elsewhere",
      [actions({ type: "multi_static_select" })],
      "unsupported element: multi_static_select [/blocks/0]",
    ],
    [
      "too many elements",
      [actions(...Array.from({ length: 26 }, () => button()))],
      "no more than 25 items allowed [/blocks/0/elements]",
    ],
    ["no elements", [actions()], "no less than 1 items allowed [/blocks/0/elements]"],
    [
      "too many blocks",
      Array.from({ length: 51 }, () => ({ type: "divider" })),
      "no more than 50 items allowed [/blocks]",
    ],
    [
      "a block id twice",
      [1, 2].map(() => ({ type: "divider", block_id: "a" })),
      'block_id "a" already exists [/blocks/1/block_id]',
    ],
    [
      "an action id twice in a block",
      [actions(button({ action_id: "a" }), button({ action_id: "a" }))],
      'action_id "a" already exists [/blocks/0/elements/1/action_id]',
    ],
    [
      "text in place of an object",
      [{ type: "header", text: "x" }],
      "must provide an object [/blocks/0/text]",
    ],
  ])("%s", async ([, blocks, ...messages]) => {
    const sandbox = await openSandbox();

    expect(await post(sandbox, blocks)).toEqual({
      ok: false,
      error: "invalid_blocks",
      response_metadata: {
        messages: messages.map((text) => `[ERROR] ${text.replace("[/", "[json-pointer:/")}`),
      },
    });
    expect(newest(sandbox)).toBeUndefined();
    expect(sandbox.violations).toMatchObject([{ kind: "invalid_arguments" }]);
  });

  test("if they are not an array", async () => {
    const sandbox = await openSandbox();
    expect(await post(sandbox, section("x"))).toMatchObject({ error: "invalid_blocks_format" });
  });
});

test("an edit without blocks keeps them unless it brings a text", async () => {
  const sandbox = await openSandbox();
  const channel = sandbox.channels.publicJoined;
  const { ts } = await post(sandbox, [section("one")]);
  const update = async (args: object) => {
    const { body } = await callApi(sandbox, "chat.update", { channel, ts, ...args });
    expect(body["ok"]).toBe(true);
    return newest(sandbox);
  };

  expect(await update({ blocks: [section("two")] })).toMatchObject({
    text: "fallback",
    blocks: [section("two")],
  });
  expect(await update({ text: "new", blocks: [section("three")] })).toMatchObject({
    text: "new",
    blocks: [section("three")],
  });
  expect((await update({ text: "plain" }))?.blocks).toBeUndefined();
  const nothing = await callApi(sandbox, "chat.update", { channel, ts });
  expect(nothing.body["error"]).toBe("no_text");
});

test("a message with only blocks has Slack's placeholder text", async () => {
  const sandbox = await openSandbox();

  expect(await post(sandbox, [section("one")], { text: "" })).toMatchObject({
    message: { text: "This content can't be displayed." },
  });
});

test("a file's message can be made of blocks", async () => {
  const sandbox = await openSandbox();
  const id = await uploadBytes(sandbox, "a.mp4", Buffer.from("a"));

  await callApi(sandbox, "files.completeUploadExternal", {
    files: [{ id }],
    channel_id: sandbox.channels.publicJoined,
    blocks: [section("Here it is")],
  });

  expect(await sandbox.waitFor(({ files }) => files.length === 1)).toMatchObject({
    blocks: [section("Here it is")],
  });
});

describe("mentions", () => {
  test("in blocks notify", async () => {
    const sandbox = await openSandbox();
    const text = `<@${sandbox.userId}> it is ready`;

    await post(sandbox, [section(text)], { text });

    expect(newest(sandbox)?.pings.users).toEqual([sandbox.userId]);
    expect(sandbox.violations).toEqual([]);
  });

  test("in the text beside blocks notify nobody, which is recorded", async () => {
    const sandbox = await openSandbox();

    await post(sandbox, [section("it is ready")], { text: `<@${sandbox.userId}>` });

    expect(newest(sandbox)?.pings.users).toEqual([]);
    expect(sandbox.violations).toMatchObject([{ kind: "unseen_mention" }]);
  });
});

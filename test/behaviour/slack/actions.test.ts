import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseActionId, toActionId } from "../../../src/adapters/slack/messages/action-id.ts";
import { readAction } from "../../../src/adapters/slack/events/read-action.ts";
import type { ActionInvocation } from "../../../src/core/invocation.ts";
import { line, message, type Action, type Message } from "../../../src/core/message.ts";
import { createVideo, openWorkspace, type Workspace } from "../../support/slack/workspace.ts";

const REFRESH: Action = { kind: "button", name: "refresh", argument: "f1", label: "Refresh" };
const SHARE: Action = { kind: "channel-choice", name: "share", argument: "f1", label: "Choose" };

const say = (text: string, actions: readonly Action[] = []): Message =>
  message([line(text)], { actions });

let workspace: Workspace;
let answer: (invocation: ActionInvocation) => Promise<void>;

beforeEach(async () => {
  answer = async () => undefined;
  workspace = await openWorkspace({ onAction: (invocation) => answer(invocation) });
  await workspace.start();
});
afterEach(() => workspace[Symbol.asyncDispose]());

/** A status message with buttons, in a channel or in a thread there. */
async function postStatus(
  actions: readonly Action[],
  thread?: string,
): Promise<{ channel: string; ts: string }> {
  const { slack, adapter, ref } = workspace;
  const channel = slack.channels.publicJoined;
  const posted = await adapter.postStatus({
    channel: ref(channel, thread),
    jobId: "job-1",
    message: say("Job job-1 runs.", actions),
    key: "follow-1:status",
    mayAlreadyExist: false,
  });
  return { channel, ts: posted.id };
}

const actionArrived = async (): Promise<ActionInvocation> => {
  await vi.waitFor(() => expect(workspace.actions).not.toEqual([]));
  return workspace.actions.at(-1)!;
};

describe("a button", () => {
  it("passes its name and argument, with the user and the place", async () => {
    const { slack } = workspace;
    const argument = "a:b c&d<e>|f";
    const status = await postStatus([{ ...REFRESH, argument }]);
    const other = slack.addUser({ name: "other" });
    const actionId = toActionId({ name: "refresh", argument });
    await (
      await slack.pressButton({ ...status, actionId, userId: other.id })
    ).acknowledged;
    expect(await actionArrived()).toMatchObject({
      name: "refresh",
      argument,
      value: undefined,
      channel: { platform: "slack", workspace: slack.teamId, channel: status.channel },
      userId: other.id,
      isBot: false,
    });
    expect((await actionArrived()).channel).not.toHaveProperty("thread");
  });

  it("of a message in a thread belongs to the thread", async () => {
    const { slack, ref } = workspace;
    const parent = slack.say(slack.channels.publicJoined, "a thread");
    const status = await postStatus([REFRESH], parent.ts);
    answer = (invocation) => invocation.reply(say("Asked just now."));
    const pressed = await slack.pressButton({ ...status, actionId: "refresh:f1" });
    expect(await pressed.waitForPrivateReply()).toMatchObject({ thread_ts: parent.ts });
    expect((await actionArrived()).channel).toEqual(ref(status.channel, parent.ts));
  });

  it("of a message with replies belongs to the channel", () => {
    const container = { channel_id: "C1", message_ts: "1.1", thread_ts: "1.1" };
    const body = {
      team: null,
      user: { id: "U1", team_id: "T1" },
      container,
      actions: [{ action_id: "refresh:f1" }],
    };
    expect(readAction(body)?.channel).toEqual({
      platform: "slack",
      workspace: "T1",
      channel: "C1",
    });
  });

  it("is acknowledged at once, even if its handler never ends", async () => {
    const { slack } = workspace;
    const status = await postStatus([REFRESH]);
    answer = () => new Promise(() => undefined);
    const pressed = await slack.pressButton({ ...status, actionId: "refresh:f1" });
    expect((await pressed.acknowledged).afterMs).toBeLessThan(1_000);
  });

  it("acts once on an envelope that Slack repeats, and acknowledges each", async () => {
    const { slack, actions } = workspace;
    const status = await postStatus([REFRESH]);
    slack.socket.resendEnvelopes(2);
    await (
      await slack.pressButton({ ...status, actionId: "refresh:f1" })
    ).acknowledged;
    slack.socket.resendEnvelopes(0);
    const again = await slack.pressButton({ ...status, actionId: "refresh:f1" });
    await again.acknowledged;
    again.resend(2);
    await (
      await slack.command({ command: "/pika-status", text: "last" })
    ).acknowledged;
    await vi.waitFor(() => expect(workspace.invocations).toHaveLength(1));
    expect(actions).toHaveLength(2);
  });

  it("is answered privately, next to its message", async () => {
    const { slack } = workspace;
    const status = await postStatus([REFRESH]);
    answer = async (invocation) => {
      await invocation.reply(say("First"));
      await invocation.reply(say("Second", [REFRESH]));
    };
    const pressed = await slack.pressButton({ ...status, actionId: "refresh:f1" });
    await pressed.waitForPrivateReply(({ text }) => text === "Second");
    expect(pressed.privateReplies.map(({ text, via }) => [text, via])).toEqual([
      ["First", "response_url"],
      ["Second", "response_url"],
    ]);
    expect(slack.messages(status.channel)).toMatchObject([{ text: "Job job-1 runs.", edits: [] }]);
  });

  it("of a private answer is answered in its place", async () => {
    const { slack } = workspace;
    const status = await postStatus([REFRESH]);
    const next: Action = { kind: "button", name: "jobs", argument: "2", label: "Next" };
    answer = (action) =>
      action.reply(action.name === "jobs" ? say(`Page ${action.argument}`) : say("Page 1", [next]));
    const pressed = await slack.pressButton({ ...status, actionId: "refresh:f1" });
    const list = await pressed.waitForPrivateReply();
    const { channel } = status;
    const turned = await slack.pressButton({ channel, ts: list.ts, actionId: "jobs:2" });
    const page = await turned.waitForPrivateReply();
    expect(page).toMatchObject({ ts: list.ts, text: "Page 2", replacedOriginal: true });
    expect(page).not.toHaveProperty("blocks");
    expect(slack.privateMessages(slack.userId)).toHaveLength(1);
  });

  it("is answered another way if its own response URL fails, buttons and thread included", async () => {
    const { slack } = workspace;
    const parent = slack.say(slack.channels.publicJoined, "a thread");
    const status = await postStatus([REFRESH], parent.ts);
    slack.failNext({ method: "response_url", status: 500 });
    answer = (invocation) => invocation.reply(say("Hello", [REFRESH]));
    await slack.pressButton({ ...status, actionId: "refresh:f1" });
    await vi.waitFor(() => expect(slack.privateReplies).toHaveLength(1));
    expect(slack.privateReplies[0]).toMatchObject({
      text: "Hello",
      via: "chat.postEphemeral",
      thread_ts: parent.ts,
      userId: slack.userId,
      blocks: [{ type: "section" }, { type: "actions" }],
    });
  });

  it("says to try again in a moment once commands are stopped", async () => {
    const { slack, adapter, actions } = workspace;
    const status = await postStatus([REFRESH]);
    adapter.stopCommands();
    const pressed = await slack.pressButton({ ...status, actionId: "refresh:f1" });
    await pressed.acknowledged;
    const { text } = await pressed.waitForPrivateReply();
    expect(text).toMatch(/restarting.*again in a moment/);
    expect(slack.messages(status.channel)).toMatchObject([{ text: "Job job-1 runs." }]);
    expect(actions).toEqual([]);
  });

  it("does no harm if its handler fails", async () => {
    const { slack, log } = workspace;
    const status = await postStatus([REFRESH]);
    answer = () => Promise.reject(new Error("defect"));
    await slack.pressButton({ ...status, actionId: "refresh:f1" });
    await vi.waitFor(() => expect(log.events).toContain("action.failed"));
  });
});

it("passes a chosen channel, with the argument of the choice", async () => {
  const { slack } = workspace;
  const status = await postStatus([REFRESH, SHARE]);
  const conversation = slack.channels.privateWithBot;
  const chosen = await slack.chooseConversation({ ...status, actionId: "share:f1", conversation });
  await chosen.acknowledged;
  expect(await actionArrived()).toMatchObject({
    name: "share",
    argument: "f1",
    value: conversation,
  });
});

it("is removed by an edit that has none, and replaced by one that has others", async () => {
  const { slack, adapter, ref } = workspace;
  const { channel, ts } = await postStatus([REFRESH]);
  const shown = () => slack.messages(channel)[0]?.blocks;
  const edit = (edited: Message) =>
    adapter.editStatus({ channel: ref(channel), ref: { id: ts }, message: edited });
  expect(shown()).toMatchObject([{ type: "section" }, { type: "actions" }]);
  await edit(say("Done", [SHARE, { ...REFRESH, name: "retry" }]));
  expect(shown()?.[1]).toMatchObject({
    elements: [{ type: "conversations_select" }, { action_id: "retry:f1" }],
  });
  await edit(say("Done"));
  expect(shown() ?? []).toEqual([]);
  // Stated explicitly: for a text without blocks, Slack's documentation and behaviour differ.
  expect(slack.requestsOf("chat.update").at(-1)?.args).toMatchObject({ blocks: "[]" });
  expect(slack.messages(channel)).toMatchObject([{ text: "Done" }]);
});

// A result that is posted alone once had no buttons on Slack.
it("is posted with a result, or added by an edit if the result has files", async () => {
  const { slack, adapter, ref } = workspace;
  for (const [index, files] of [[], [{ file: createVideo(2_000), altText: "a cat" }]].entries()) {
    await adapter.postResult({
      channel: ref(slack.channels.publicJoined),
      jobId: "job-1",
      message: say("Your video is ready", [REFRESH]),
      key: `follow-${index}:result`,
      mayAlreadyExist: false,
      files,
      save: async () => undefined,
    });
    const posted = slack.messages(slack.channels.publicJoined)[index];
    expect(posted?.files).toHaveLength(files.length);
    expect(posted).toMatchObject({ text: "Your video is ready" });
    expect(JSON.stringify(posted?.blocks)).toContain("refresh:f1");
  }
});

it("does not prevent a result whose buttons Slack refuses", async () => {
  const { slack, adapter, ref } = workspace;
  slack.failNext({ method: "chat.update", error: "cant_update_message" });
  await adapter.postResult({
    channel: ref(slack.channels.publicJoined),
    jobId: "job-1",
    message: say("The video is ready", [REFRESH]),
    key: "follow-1:result",
    mayAlreadyExist: false,
    files: [{ file: createVideo(2_000), altText: "a cat" }],
    save: async () => undefined,
  });
  expect(slack.messages(slack.channels.publicJoined)).toMatchObject([{ files: [{}] }]);
});

it("lets nothing in a label, a name or an argument mention or format anything", async () => {
  const { slack } = workspace;
  const hostile = `<!channel> <@${slack.userId}> @here *b* :tada: <http://a.example|x>`;
  const actions: Action[] = [
    { ...REFRESH, argument: "<!channel>", label: hostile },
    { ...SHARE, argument: `<@${slack.userId}>`, label: hostile },
  ];
  const { channel } = await postStatus(actions);
  const [posted] = slack.messages(channel);
  expect(posted?.pings).toMatchObject({ users: [], channel: false, here: false, everyone: false });
  // Plain text shows every character as it is; without `emoji: false` Slack renders the names of
  // emoji.
  expect(posted?.blocks?.[1]).toMatchObject({
    elements: [
      { text: { type: "plain_text", text: hostile.slice(0, 75), emoji: false } },
      { placeholder: { type: "plain_text", text: hostile, emoji: false } },
    ],
  });
});

it.each([
  { name: "refresh", argument: "f1" },
  { name: "page", argument: "a:b:c" },
  { name: "help", argument: "" },
])("keeps the name and argument of %j", (action) => {
  expect(parseActionId(toActionId(action))).toEqual(action);
});

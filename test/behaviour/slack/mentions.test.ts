import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readMention } from "../../../src/adapters/slack/events/read-mention.ts";
import { renderText } from "../../../src/adapters/slack/messages/render.ts";
import type { CommandInvocation } from "../../../src/core/invocation.ts";
import { line, message } from "../../../src/core/message.ts";
import { translatorFor } from "../../../src/messages/translator.ts";
import { openWorkspace, type Workspace } from "../../support/slack/workspace.ts";

const JOB_ID = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";
const FOLLOW = "follow-job";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({
    onCommand: (invocation) => invocation.reply(message([line("Following.")])),
  });
  await workspace.start();
});
afterEach(() => workspace[Symbol.asyncDispose]());

const arrived = async (count = 1): Promise<CommandInvocation> => {
  await vi.waitFor(() => expect(workspace.invocations).toHaveLength(count));
  return workspace.invocations.at(-1)!;
};
const repliesSeen = async () => {
  const { slack } = workspace;
  await vi.waitFor(() => expect(slack.privateMessages(slack.userId)).not.toEqual([]));
  return slack.privateMessages(slack.userId);
};

describe("the shortcut", () => {
  it("follows the job of a message, and answers the user", async () => {
    const { slack, ref } = workspace;
    const channel = slack.channels.publicJoined;
    const author = slack.addUser({ name: "author" });
    slack.joinChannel(channel, author.id);
    const { ts } = slack.say(channel, `{"jobid": "${JOB_ID}"}`, { userId: author.id });
    const used = await slack.useShortcut({ channel, ts, callbackId: FOLLOW });
    expect((await used.acknowledged).afterMs).toBeLessThan(1_000);
    expect(await arrived()).toMatchObject({
      name: "pika-status",
      options: { jobid: JOB_ID },
      userId: slack.userId,
      isBot: false,
    });
    expect((await arrived()).channel).toEqual(ref(channel));
    expect(await used.waitForPrivateReply()).toMatchObject({
      text: "Following.",
      via: "response_url",
    });
    expect(slack.messages(channel)).toHaveLength(1);
  });

  it("on a message in a thread belongs to the thread, on its first message to the channel", async () => {
    const { slack, ref } = workspace;
    const channel = slack.channels.publicJoined;
    const parent = slack.say(channel, "job:parent");
    const answer = slack.say(channel, "job:answer", { threadTs: parent.ts });
    const used = await slack.useShortcut({ channel, ts: answer.ts, callbackId: FOLLOW });
    expect(await used.waitForPrivateReply()).toMatchObject({ thread_ts: parent.ts });
    expect((await arrived()).channel).toEqual(ref(channel, parent.ts));
    await slack.useShortcut({ channel, ts: parent.ts, callbackId: FOLLOW });
    expect(await arrived(2)).toMatchObject({ options: { jobid: "job:parent" } });
    expect((await arrived(2)).channel).toEqual(ref(channel));
  });

  it("on a message without a job id omits the option", async () => {
    const { slack } = workspace;
    const channel = slack.channels.publicJoined;
    const { ts } = slack.say(channel, "Good morning");
    await slack.useShortcut({ channel, ts, callbackId: FOLLOW });
    expect((await arrived()).options).toEqual({});
  });

  it("acts once on an envelope that Slack repeats", async () => {
    const { slack } = workspace;
    const channel = slack.channels.publicJoined;
    const { ts } = slack.say(channel, "job:1");
    const used = await slack.useShortcut({ channel, ts, callbackId: FOLLOW });
    await used.acknowledged;
    used.resend(2);
    const last = slack.say(channel, "job:2");
    await slack.useShortcut({ channel, ts: last.ts, callbackId: FOLLOW });
    expect((await arrived(2)).options).toEqual({ jobid: "job:2" });
  });
});

describe("a mention", () => {
  it("follows the job that it names, and is answered privately", async () => {
    const { slack, ref } = workspace;
    const channel = slack.channels.publicJoined;
    const mention = await slack.mention({ channel, text: "abc-123, please" });
    await mention.acknowledged;
    expect(await arrived()).toMatchObject({
      name: "pika-status",
      options: { jobid: "abc-123" },
      userId: slack.userId,
      isBot: false,
    });
    expect((await arrived()).channel).toEqual(ref(channel));
    expect(await repliesSeen()).toMatchObject([
      { text: "Following.", via: "chat.postEphemeral", channelId: channel },
    ]);
    expect((await repliesSeen())[0]).not.toHaveProperty("thread_ts");
  });

  it("in a thread is answered in that thread", async () => {
    const { slack, ref } = workspace;
    const channel = slack.channels.publicJoined;
    const parent = slack.say(channel, "a thread");
    await slack.mention({ channel, text: JOB_ID, threadTs: parent.ts });
    expect(await arrived()).toMatchObject({ options: { jobid: JOB_ID } });
    expect((await arrived()).channel).toEqual(ref(channel, parent.ts));
    expect(await repliesSeen()).toMatchObject([{ thread_ts: parent.ts }]);
  });

  it("without a job id omits the option", async () => {
    const { slack } = workspace;
    await slack.mention({ channel: slack.channels.publicJoined, text: "" });
    expect((await arrived()).options).toEqual({});
  });

  it("acts once on an event that Slack repeats", async () => {
    const { slack } = workspace;
    const channel = slack.channels.publicJoined;
    const mention = await slack.mention({ channel, text: "job:1" });
    await mention.acknowledged;
    mention.resend(3);
    await slack.mention({ channel, text: "job:2" });
    expect((await arrived(2)).options).toEqual({ jobid: "job:2" });
  });

  it("is told to try again in a moment once commands are stopped", async () => {
    const { slack, adapter, invocations } = workspace;
    const channel = slack.channels.publicJoined;
    const parent = slack.say(channel, "a thread");
    adapter.stopCommands();
    const mention = await slack.mention({ channel, text: "job:1", threadTs: parent.ts });
    await mention.acknowledged;
    mention.resend(1);
    const [reply] = await repliesSeen();
    expect(reply).toMatchObject({ thread_ts: parent.ts });
    expect(reply?.text).toMatch(/restarting.*again in a moment/);
    expect(invocations).toEqual([]);
  });

  it.each([
    ["another bot's", { user: "U2", bot_id: "B2" }],
    ["a nameless bot's", { bot_id: "B2" }],
    ["its own", { user: "UBOT" }],
  ])("has no person as its author if it is %s", (_whose, author) => {
    const event = { type: "app_mention", channel: "C1", text: "<@UBOT> job:1", ts: "1.1" };
    const body = { team_id: "T1", event_id: "Ev1", event: { ...event, ...author } };
    expect(readMention(body, { botUserId: "UBOT" })?.isBot).toBe(true);
    const byPerson = { ...body, event: { ...event, user: "U1" } };
    expect(readMention(byPerson, { botUserId: "UBOT" })?.isBot).toBe(false);
  });
});

it("says in the user's language that it restarts, if it is known", async () => {
  const { slack, adapter } = workspace;
  const channel = slack.channels.publicJoined;
  const anna = slack.addUser({ name: "anna", locale: "de-DE" });
  slack.joinChannel(channel, anna.id);
  await slack.mention({ channel, text: "job:1", userId: anna.id });
  await (await arrived()).readLocales?.();
  adapter.stopCommands();
  const typed = await slack.command({ command: "/pika-help", text: "", userId: anna.id });
  expect(await typed.waitForPrivateReply()).toMatchObject({
    via: "ack",
    text: renderText(message([line(translatorFor("de").text("answer.restarting"))])),
  });
});

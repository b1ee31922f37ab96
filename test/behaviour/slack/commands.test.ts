import { afterEach, expect, it, vi } from "vitest";
import { code, line, mention, message } from "../../../src/core/message.ts";
import { openWorkspace, type Workspace } from "../../support/slack/workspace.ts";

let workspace: Workspace | undefined;

async function open(options?: Parameters<typeof openWorkspace>[0]): Promise<Workspace> {
  workspace = await openWorkspace(options);
  await workspace.start();
  return workspace;
}

afterEach(async () => {
  await workspace?.[Symbol.asyncDispose]();
  workspace = undefined;
});

const JOB_ID = "job:20241218021941022-user:1308-channel:1316232391072944131-bot:pika";

it("acknowledges a command at once, with an empty ack, even if its handler never ends", async () => {
  const { slack, invocations } = await open({ onCommand: () => new Promise(() => undefined) });
  const command = await slack.command({ command: "/pika-status", text: JOB_ID });
  const { afterMs, payload } = await command.acknowledged;
  expect(afterMs).toBeLessThan(1_000);
  expect(payload ?? {}).toEqual({});
  await vi.waitFor(() => expect(invocations).toHaveLength(1));
  expect(invocations[0]).toMatchObject({
    name: "pika-status",
    options: { jobid: JOB_ID },
    channel: { platform: "slack", workspace: slack.teamId, channel: slack.channels.publicJoined },
    userId: slack.userId,
  });
});

it("marks a command that names a bot as not given by a person", async () => {
  const { slack, invocations } = await open();
  const payload = {
    command: "/pika-status",
    text: JOB_ID,
    team_id: slack.teamId,
    channel_id: slack.channels.publicJoined,
    user_id: slack.userId,
  };
  for (const [index, bot] of [{ bot_id: slack.botId }, {}].entries())
    slack.socket.sendAnything({
      type: "slash_commands",
      envelope_id: `e${index}`,
      payload: { ...payload, ...bot, trigger_id: `${index}` },
    });
  await vi.waitFor(() => expect(invocations.map(({ isBot }) => isBot)).toEqual([true, false]));
});

it("acknowledges while the Web API is down", async () => {
  const { slack, invocations } = await open();
  slack.failNext({ method: "auth.test", hang: true });
  slack.failNext({ method: "conversations.info", hang: true });
  const command = await slack.command({ command: "/pika-status", text: JOB_ID });
  expect((await command.acknowledged).afterMs).toBeLessThan(1_000);
  await vi.waitFor(() => expect(invocations).toHaveLength(1));
});

it("omits the option if nothing was typed", async () => {
  const { slack, invocations } = await open();
  await (
    await slack.command({ command: "/pika-status", text: "  " })
  ).acknowledged;
  await vi.waitFor(() => expect(invocations[0]?.options).toEqual({}));
});

it("acts once on an envelope that Slack sends four times, and acknowledges each", async () => {
  const { slack, invocations } = await open();
  const command = await slack.command({ command: "/pika-status", text: JOB_ID });
  await command.acknowledged;
  command.resend(3);
  const last = await slack.command({ command: "/pika-status", text: "job:2" });
  await last.acknowledged;
  await vi.waitFor(() => expect(invocations).toHaveLength(2));
  expect(invocations.map(({ options }) => options["jobid"])).toEqual([JOB_ID, "job:2"]);
});

// A repetition right after its envelope, before the first ack was sent, once ran the command twice.
it("acts once on an envelope that arrives several times at the same moment", async () => {
  const { slack, invocations } = await open();
  slack.socket.resendEnvelopes(3);
  const command = await slack.command({ command: "/pika-status", text: JOB_ID });
  await command.acknowledged;
  slack.socket.resendEnvelopes(0);
  const last = await slack.command({ command: "/pika-status", text: "job:2" });
  await last.acknowledged;
  await vi.waitFor(() => expect(invocations.at(-1)?.options["jobid"]).toBe("job:2"));
  expect(invocations.map(({ options }) => options["jobid"])).toEqual([JOB_ID, "job:2"]);
});

it("answers only the requester, more than once, with everything escaped", async () => {
  const { slack } = await open({
    onCommand: async (invocation) => {
      await invocation.reply(message([line("First ", code("<!channel>"))]));
      await invocation.reply(message([line("Second for ", mention(invocation.userId))]));
    },
  });
  const command = await slack.command({ command: "/pika-status", text: "x" });
  await command.waitForPrivateReply(({ text }) => text.startsWith("Second"));
  expect(command.privateReplies.map(({ text, via, userId }) => ({ text, via, userId }))).toEqual([
    { text: "First `&lt;!channel&gt;`", via: "response_url", userId: slack.userId },
    { text: `Second for <@${slack.userId}>`, via: "response_url", userId: slack.userId },
  ]);
  expect(slack.messages(command.channelId)).toEqual([]);
});

it("answers another way if the command's own response URL fails", async () => {
  const { slack, log } = await open({
    onCommand: (invocation) => invocation.reply(message([line("Hello")])),
  });
  slack.failNext({ method: "response_url", status: 500 });
  const command = await slack.command({ command: "/pika-status", text: "x" });
  const reply = await command.waitForPrivateReply();
  expect(reply).toMatchObject({ text: "Hello", via: "chat.postEphemeral" });
  expect(log.text()).not.toContain(command.responseUrl);
});

it("rejects a reply with a PlatformError if nothing works", async () => {
  const { slack, invocations } = await open();
  await (
    await slack.command({ command: "/pika-status", text: "x" })
  ).acknowledged;
  await vi.waitFor(() => expect(invocations).toHaveLength(1));
  slack.failNext({ method: "response_url", reset: true });
  slack.failNext({ method: "chat.postEphemeral", status: 503 });
  await expect(invocations[0]!.reply(message([line("Hello")]))).rejects.toMatchObject({
    name: "PlatformError",
    code: "unavailable",
  });
});

it("tells users to try again in a moment once commands are stopped", async () => {
  const { slack, adapter, invocations } = await open();
  adapter.stopCommands();
  const command = await slack.command({ command: "/pika-status", text: JOB_ID });
  await command.acknowledged;
  const reply = await command.waitForPrivateReply();
  expect(reply.text).toMatch(/restarting.*try .*again in a moment/i);
  expect(invocations).toEqual([]);
});

it("survives a handler that throws", async () => {
  const { slack, log, invocations } = await open({
    onCommand: () => Promise.reject(new Error("defect")),
  });
  await (
    await slack.command({ command: "/pika-status", text: "1" })
  ).acknowledged;
  await (
    await slack.command({ command: "/pika-status", text: "2" })
  ).acknowledged;
  await vi.waitFor(() => expect(invocations).toHaveLength(2));
  await vi.waitFor(() => expect(log.events).toContain("command.failed"));
});

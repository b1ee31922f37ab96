/** Slack over HTTP: signed requests, without a socket. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PollResult } from "../../../../src/core/job/job.ts";
import { line, message } from "../../../../src/core/message.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { aJob } from "../../../support/follows.ts";
import { startSlackRelay } from "../../../support/slack/slack-relay.ts";
import {
  createHurriedClock,
  openWorkspace,
  SIGNING_SECRET,
  type Workspace,
} from "../../../support/slack/workspace.ts";

const JOB = "job-1";
const VIDEO = { url: "https://media.example/a.mp4", filename: "a.mp4", contentType: "video/mp4" };
const running: PollResult = { kind: "job", job: aJob("running") };
const completed: PollResult = { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) };

it("goes from a command to its status, a pressed button and the result with its file", async () => {
  await using relay = await startSlackRelay({ overHttp: true, speed: 60 });
  const { slack, api, media } = relay;
  media.script(VIDEO.url, { bytes: mp4Bytes() });
  api.answer(JOB, running);
  const channel = slack.channels.publicJoined;
  const command = await slack.command({ command: "/pika-status", text: JOB });
  expect((await command.acknowledged).afterMs).toBeLessThan(1_000);
  expect(await command.waitForPrivateReply()).toMatchObject({ via: "response_url" });
  const status = await slack.waitFor(({ channelId }) => channelId === channel);
  const actionId = JSON.stringify(status.blocks).match(/"action_id":"(refresh:[^"]+)"/)?.[1] ?? "";
  const pressed = await slack.pressButton({ channel, ts: status.ts, actionId });
  expect((await pressed.acknowledged).payload).toBeUndefined();
  await pressed.waitForPrivateReply();
  api.answer(JOB, completed);
  const result = await slack.waitFor(({ files }) => files.length > 0, 10_000);
  expect(result).toMatchObject({ channelId: channel, files: [{ name: "a.mp4" }] });
  expect(slack.socketCount).toBe(0);
  expect(slack.requestsOf("apps.connections.open")).toEqual([]);
}, 20_000);

it("follows the jobs of mentions and of the menu of a message", async () => {
  await using relay = await startSlackRelay({ overHttp: true, speed: 60 });
  const { slack, api, store } = relay;
  for (const job of ["job:1", "job:2"]) api.answer(job, running);
  const channel = slack.channels.publicJoined;
  const mention = await slack.mention({ channel, text: "job:1" });
  await mention.acknowledged;
  const { ts } = slack.say(channel, "job:2");
  const used = await slack.useShortcut({ channel, ts, callbackId: "follow-job" });
  await used.waitForPrivateReply();
  await vi.waitFor(() => expect(store.all()).toHaveLength(2));
});

describe("one workspace", () => {
  let workspace: Workspace;
  afterEach(() => workspace[Symbol.asyncDispose]());

  const open = async (options: Parameters<typeof openWorkspace>[0] = {}): Promise<Workspace> => {
    workspace = await openWorkspace({ overHttp: true, clock: createHurriedClock(1), ...options });
    return workspace;
  };

  it("acknowledges at once, even if the handler never ends and the Web API is down", async () => {
    const { slack, start, invocations } = await open({
      onCommand: () => new Promise(() => undefined),
    });
    await start();
    slack.failNext({ method: "auth.test", hang: true });
    slack.failNext({ method: "conversations.info", hang: true });
    const command = await slack.command({ command: "/pika-status", text: JOB });
    const { afterMs, payload } = await command.acknowledged;
    expect(afterMs).toBeLessThan(1_000);
    expect(payload).toBeUndefined();
    await vi.waitFor(() => expect(invocations).toHaveLength(1));
  });

  it("acts once on what Slack repeats with new signatures", async () => {
    const { slack, start, invocations } = await open();
    await start();
    const command = await slack.command({ command: "/pika-status", text: "job:1" });
    await command.acknowledged;
    command.resend(3);
    const channel = slack.channels.publicJoined;
    const mention = await slack.mention({ channel, text: "job:2" });
    mention.resend(3);
    await mention.acknowledged;
    const last = await slack.command({ command: "/pika-status", text: "job:3" });
    await last.acknowledged;
    await vi.waitFor(() => expect(invocations.at(-1)?.options["jobid"]).toBe("job:3"));
    const jobs = invocations.map(({ options }) => options["jobid"]);
    expect(jobs).toEqual(["job:1", "job:2", "job:3"]);
  });

  it.each([
    ["before its start", async () => undefined],
    [
      "once commands are stopped",
      async () => {
        await workspace.start();
        workspace.adapter.stopCommands();
      },
    ],
    [
      "after its stop",
      async () => {
        await workspace.start();
        await workspace.adapter.stop();
      },
    ],
  ])("tells users to try again in a moment %s", async (_, prepare) => {
    const { slack, invocations } = await open();
    await prepare();
    const command = await slack.command({ command: "/pika-status", text: JOB });
    await command.acknowledged;
    const reply = await command.waitForPrivateReply();
    expect(reply).toMatchObject({ via: "ack" });
    expect(reply.text).toMatch(/restarting.*try .*again in a moment/i);
    expect(invocations).toEqual([]);
  });

  it("does not take commands after a stop that came before the start", async () => {
    const { slack, start, adapter, invocations } = await open();
    adapter.stopCommands();
    await start();
    const command = await slack.command({ command: "/pika-status", text: JOB });
    expect((await command.waitForPrivateReply()).text).toMatch(/restarting/);
    expect(invocations).toEqual([]);
  });

  it("answers a button privately", async () => {
    const { slack, start, adapter, ref } = await open({
      onAction: (invocation) => invocation.reply(message([line("Asked just now.")])),
    });
    await start();
    const channel = slack.channels.publicJoined;
    const { id: ts } = await adapter.postStatus({
      channel: ref(channel),
      jobId: JOB,
      message: message([line("Running")], {
        actions: [{ kind: "button", name: "refresh", argument: "f1", label: "Refresh" }],
      }),
      key: "follow-1:status",
      mayAlreadyExist: false,
    });
    const pressed = await slack.pressButton({ channel, ts, actionId: "refresh:f1" });
    expect(await pressed.waitForPrivateReply()).toMatchObject({ text: "Asked just now." });
  });

  it("says which token to fix if the bot token is refused", async () => {
    const { slack, start } = await open();
    slack.revokeBotToken();
    await expect(start()).rejects.toMatchObject({ code: "config_invalid" });
  });

  it("reports that it is connected once it has started, and no more after a stop", async () => {
    const { start, adapter, connections, log } = await open();
    expect(connections).toEqual([]);
    await start();
    expect(connections).toEqual([true]);
    expect(log.events).toContain("slack.ready");
    await adapter.stop();
    expect(connections).toEqual([true, false]);
  });

  it("logs neither the signing secret nor what was sent", async () => {
    const { slack, start, log } = await open();
    await start();
    const command = await slack.command({ command: "/pika-status", text: JOB });
    await command.acknowledged;
    await slack.socket.sendEnvelope("events_api", { type: "event_callback", event: { type: "x" } });
    for (const secret of [SIGNING_SECRET, slack.botToken, command.responseUrl])
      expect(log.text()).not.toContain(secret);
  });
});

/**
 * Channels that our workspace shares with another one (Slack Connect), owned by either. A mention
 * names the workspace that owns the channel, a command that of the user: the same job was once
 * followed twice in one channel.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PollResult } from "../../../src/core/job/job.ts";
import type {
  SandboxChannel,
  SandboxUser,
  SlackSandbox,
} from "../../../sandbox/slack/slack-sandbox.ts";
import { aFollow, aJob } from "../../support/follows.ts";
import {
  startSlackRelay,
  type SlackRelay,
  type SlackRelayOptions,
} from "../../support/slack/slack-relay.ts";

const JOB = "job:20260101-user:1-bot:pika";
const running: PollResult = { kind: "job", job: aJob("running", { jobId: JOB }) };
const failed: PollResult = {
  kind: "job",
  job: aJob("failed", { jobId: JOB, error: "out of luck" }),
};

const REFUSED = expect.stringContaining("another workspace");

let relay: SlackRelay;
afterEach(() => relay[Symbol.asyncDispose]());

interface SharedChannel {
  readonly channel: SandboxChannel;
  readonly partner: string;
  /** Runs the partner's workspace. */
  readonly stranger: SandboxUser;
}

/** `home`: the workspace that owns the channel. */
async function open(
  home: "ours" | "theirs",
  options: SlackRelayOptions = {},
): Promise<SharedChannel> {
  relay = await startSlackRelay({ speed: 30, ...options });
  const { slack, api } = relay;
  api.answer(JOB, running);
  const partner = slack.addTeam();
  const stranger = slack.addUser({ name: "mallory", teamId: partner, isOwner: true });
  const channel = slack.addChannel({
    name: "shared",
    sharedWith: partner,
    homeTeamId: home === "ours" ? slack.teamId : partner,
    members: [slack.userId, stranger.id],
    creator: home === "ours" ? slack.userId : stranger.id,
  });
  return { channel, partner, stranger };
}

const mention = async (channel: SandboxChannel, userId?: string) => {
  await relay.slack.mention({
    channel: channel.id,
    text: JOB,
    ...(userId === undefined ? {} : { userId }),
  });
};

const privately = (channel: SandboxChannel, userId: string) =>
  relay.slack.privateMessages(userId, channel.id).map(({ text }) => text);

describe.each(["ours", "theirs"] as const)("a shared channel that is %s", (home) => {
  it("follows a job once, by mention, command or shortcut, and its buttons work", async () => {
    const { channel } = await open(home);
    const { slack, store } = relay;
    const ours = slack.addUser({ name: "bob" });
    slack.joinChannel(channel.id, ours.id);
    await mention(channel);
    await vi.waitFor(() => expect(store.all()[0]?.statusMessage).toBeDefined(), 10_000);
    const typed = await slack.command({
      command: "/pika-status",
      text: JOB,
      channelId: channel.id,
      userId: ours.id,
    });
    await typed.waitForPrivateReply(({ text }) => text.includes("already"));
    const said = slack.say(channel.id, `see ${JOB}`);
    const used = await slack.useShortcut({
      channel: channel.id,
      ts: said.ts,
      callbackId: "follow-job",
      userId: ours.id,
    });
    await used.waitForPrivateReply(({ text }) => text.includes("already"));
    expect(store.all()).toMatchObject([
      {
        channel: { workspace: slack.teamId, channel: channel.id },
        requesters: [slack.userId, ours.id],
      },
    ]);

    const { id: ts = "" } = store.all()[0]?.statusMessage ?? {};
    const pressed = await slack.pressButton({
      channel: channel.id,
      ts,
      actionId: `refresh:${store.all()[0]?.id}`,
      userId: ours.id,
    });
    await pressed.waitForPrivateReply(({ text }) => !/no such job/i.test(text));

    relay.api.answer(JOB, failed);
    await vi.waitFor(() => expect(store.all()[0]?.state).toBe("delivered"), 10_000);
    const posted = slack.messages(channel.id).filter(({ user }) => user === slack.botUserId);
    expect(posted).toHaveLength(2);
  }, 20_000);

  it("accepts nothing from users of the other workspace, and tells them so", async () => {
    const { channel, stranger } = await open(home);
    await mention(channel, stranger.id);
    await vi.waitFor(() => expect(privately(channel, stranger.id)).toContainEqual(REFUSED));
    expect(relay.store.all()).toEqual([]);
    expect(relay.log.of("command.refused")).toMatchObject([{ reason: "other_workspace" }]);

    await mention(channel);
    await vi.waitFor(() => expect(relay.store.all()[0]?.statusMessage).toBeDefined(), 10_000);
    const [follow] = relay.store.all();
    const pressed = await relay.slack.pressButton({
      channel: channel.id,
      ts: follow?.statusMessage?.id ?? "",
      actionId: `stop:${follow?.id}`,
      userId: stranger.id,
    });
    await pressed.waitForPrivateReply(({ text }) => text.includes("another workspace"));
    expect(relay.store.all()).toMatchObject([
      { state: "pending", requesters: [relay.slack.userId] },
    ]);
  }, 20_000);
});

describe("RELAY_ALLOWED_WORKSPACES", () => {
  it("lets our own users use a partner's channel, and no external user ours", async () => {
    const { channel, stranger } = await open("theirs", {
      allowed: ({ teamId }) => ({ workspaces: [teamId] }),
    });
    await mention(channel, stranger.id);
    await vi.waitFor(() => expect(privately(channel, stranger.id)).toContainEqual(REFUSED));
    expect(relay.store.all()).toEqual([]);
    await mention(channel);
    await vi.waitFor(() => expect(relay.store.all()).toHaveLength(1));
  });

  it("lets users of a partner that it names run commands, but not manage", async () => {
    const { channel, stranger } = await open("theirs", {
      allowed: ({ teamId }) => ({ workspaces: [teamId, "TLISTED"] }),
    });
    const listed = relay.slack.addUser({ name: "eve", teamId: "TLISTED", isOwner: true });
    relay.slack.joinChannel(channel.id, listed.id);
    await mention(channel);
    await vi.waitFor(() => expect(relay.store.all()[0]?.statusMessage).toBeDefined(), 10_000);
    const [follow] = relay.store.all();
    const press = async (userId: string) =>
      relay.slack.pressButton({
        channel: channel.id,
        ts: follow?.statusMessage?.id ?? "",
        actionId: `stop:${follow?.id}`,
        userId,
      });
    await (await press(stranger.id)).waitForPrivateReply(({ text }) => text.includes("workspace"));
    await (await press(listed.id)).waitForPrivateReply(({ text }) => !text.includes("workspace"));
    expect(relay.store.all()).toMatchObject([{ state: "pending" }]);
  }, 20_000);
});

describe("a record that an earlier release stored under the partner's workspace", () => {
  it("is joined, not duplicated, reacts to its buttons, and is delivered once", async () => {
    const left = (slack: SlackSandbox) =>
      aFollow({
        id: "old-1",
        jobId: JOB,
        channel: { platform: "slack", workspace: "TTHEIRS", channel: slack.channels.publicJoined },
        requesters: [slack.userId],
        createdAt: Date.now(),
      });
    relay = await startSlackRelay({ speed: 30, follows: (slack) => [left(slack)] });
    const { slack, store, api } = relay;
    api.answer(JOB, running);
    await vi.waitFor(() => expect(store.all()[0]?.statusMessage).toBeDefined(), 10_000);
    const ann = slack.addUser({ name: "ann" }).id;
    const typed = await slack.command({ command: "/pika-status", text: JOB, userId: ann });
    await typed.waitForPrivateReply(({ text }) => text.includes("already"));
    const pressed = await slack.pressButton({
      channel: slack.channels.publicJoined,
      ts: store.all()[0]?.statusMessage?.id ?? "",
      actionId: "refresh:old-1",
    });
    await pressed.waitForPrivateReply(({ text }) => !/no such job/i.test(text));
    api.answer(JOB, failed);
    await vi.waitFor(() => expect(store.all()[0]?.state).toBe("delivered"), 10_000);
    expect(store.all()).toMatchObject([{ id: "old-1", requesters: [slack.userId, ann] }]);
    expect(slack.messages(slack.channels.publicJoined)).toHaveLength(2);
  }, 20_000);
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BOT_SCOPES } from "../../../src/adapters/slack/manifest.ts";
import type { Invocation, SharingAccess } from "../../../src/core/invocation.ts";
import { openWorkspace, type Workspace } from "../../support/slack/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace();
  await workspace.start();
});
afterEach(() => workspace[Symbol.asyncDispose]());

/** A user acts in a channel. */
async function act(userId = workspace.slack.userId, channelId?: string): Promise<Invocation> {
  const { slack, invocations } = workspace;
  const known = invocations.length;
  const channel = channelId === undefined ? {} : { channelId };
  await slack.command({ command: "/pika-status", text: "x", userId, ...channel });
  await vi.waitFor(() => expect(invocations.length).toBeGreaterThan(known));
  return invocations[known]!;
}
const read = async (userId?: string) => (await act(userId)).readLocales?.();
const asked = async (...where: Parameters<typeof act>) => (await act(...where)).canManageChannel();
const share = async (channelId: string, userId?: string): Promise<SharingAccess> =>
  (await act(userId)).checkSharing(channelId);
const without = (...scopes: string[]): void =>
  workspace.slack.setScopes(BOT_SCOPES.filter((scope) => !scopes.includes(scope)));

describe("languages", () => {
  it("are requested once, and then passed with each action", async () => {
    const { slack } = workspace;
    const jun = slack.addUser({ name: "jun", locale: "ja-JP" });
    const first = await act(jun.id);
    expect(first).toMatchObject({ locale: undefined, workspaceLocale: undefined });
    expect(await first.readLocales?.()).toEqual({ person: "ja-JP", workspace: "en-US" });
    expect(await act(jun.id)).toMatchObject({ locale: "ja-JP", workspaceLocale: "en-US" });
    expect(await read(jun.id)).toEqual({ person: "ja-JP", workspace: "en-US" });
    expect(slack.requestsOf("users.info")).toHaveLength(1);
    expect(slack.requestsOf("conversations.info")).toHaveLength(1);
  });

  it("stay unknown if a scope is missing, and are not requested repeatedly", async () => {
    const { slack } = workspace;
    without("users:read");
    expect(await read()).toEqual({ person: undefined, workspace: "en-US" });
    expect(await read()).toEqual({ person: undefined, workspace: "en-US" });
    expect(slack.requestsOf("users.info")).toHaveLength(1);
  });

  it("are requested again after an outage", async () => {
    const { slack } = workspace;
    slack.failNext({ method: "users.info", status: 503 });
    slack.failNext({ method: "conversations.info", reset: true });
    expect(await read()).toEqual({ person: undefined, workspace: undefined });
    expect(await read()).toEqual({ person: "en-US", workspace: "en-US" });
  });

  it("delay nothing if Slack hangs", async () => {
    const { slack } = workspace;
    slack.failNext({ method: "users.info", hang: true });
    const startedAt = performance.now();
    expect(await read()).toMatchObject({ person: undefined });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

describe("the right to manage a channel", () => {
  let member: string;
  beforeEach(() => {
    const { slack } = workspace;
    member = slack.addUser({ name: "member" }).id;
    slack.joinChannel(slack.channels.publicJoined, member);
  });

  it("belongs to the workspace's admins and to the channel's creator", async () => {
    const { slack } = workspace;
    expect(await asked(slack.addUser({ name: "admin", isAdmin: true }).id)).toBe(true);
    expect(await asked(slack.addUser({ name: "owner", isOwner: true }).id)).toBe(true);
    const own = slack.addChannel({ name: "own", creator: member, members: [member] });
    expect(await asked(member, own.id)).toBe(true);
    expect(await asked(member)).toBe(false);
  });

  it("belongs to each user in their direct messages with the bot", async () => {
    const { slack, adapter } = workspace;
    const direct = await adapter.openDirect({ userId: member, workspace: slack.teamId });
    expect(await asked(member, direct.channel)).toBe(true);
    expect(await asked(slack.userId, slack.channels.directMessage)).toBe(true);
  });

  it("belongs only to admins if the bot cannot see the channel", async () => {
    const { slack } = workspace;
    const channelId = slack.channels.privateWithoutBot;
    slack.joinChannel(channelId, member);
    expect(await asked(member, channelId)).toBe(false);
    const admin = slack.addUser({ name: "admin", isAdmin: true }).id;
    slack.joinChannel(channelId, admin);
    expect(await asked(admin, channelId)).toBe(true);
  });

  it("is not denied if Slack does not answer", async () => {
    const { slack } = workspace;
    without("users:read");
    await expect(asked(member)).rejects.toMatchObject({ code: "forbidden" });
    const own = slack.addChannel({ name: "own", creator: member, members: [member] });
    expect(await asked(member, own.id)).toBe(true);
    without();
    slack.failNext({ method: "users.info", status: 503 });
    await expect(asked(member)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("sharing into another channel", () => {
  it("is allowed if both the user and the bot are members", async () => {
    const { slack, ref } = workspace;
    const channelId = slack.channels.privateWithBot;
    expect(await share(channelId)).toEqual({ kind: "ok", channel: ref(channelId) });
  });

  it("makes the bot join a public channel that the user is in", async () => {
    const { slack } = workspace;
    const channelId = slack.channels.publicNotJoined;
    slack.joinChannel(channelId, slack.userId);
    expect(await share(channelId)).toMatchObject({ kind: "ok" });
    expect(slack.channel(channelId)?.members).toContain(slack.botUserId);
  });

  it("is refused to non-members, and the bot does not join either", async () => {
    const { slack } = workspace;
    const stranger = slack.addUser({ name: "stranger" });
    const channelId = slack.channels.publicNotJoined;
    expect(await share(channelId, stranger.id)).toEqual({ kind: "person-may-not" });
    expect(slack.channel(channelId)?.members).not.toContain(slack.botUserId);
  });

  it("reveals no private channel to non-members", async () => {
    const { slack } = workspace;
    const stranger = slack.addUser({ name: "stranger" });
    expect(await share(slack.channels.privateWithBot, stranger.id)).toEqual({ kind: "no-channel" });
    expect(await share(slack.channels.privateWithoutBot)).toEqual({ kind: "no-channel" });
  });

  it("finds no channel in a name, in another workspace's id, or in a user", async () => {
    const { slack } = workspace;
    const ids = ["#videos", "C0NOSUCHONE", "", slack.userId, slack.channels.directMessage];
    for (const channelId of ids) expect(await share(channelId)).toEqual({ kind: "no-channel" });
  });

  it("names what keeps the bot from posting there", async () => {
    const { slack } = workspace;
    slack.archiveChannel(slack.channels.publicJoined);
    const elsewhere = await act(slack.userId, slack.channels.directMessage);
    expect(await elsewhere.checkSharing(slack.channels.publicJoined)).toEqual({
      kind: "relay-may-not",
      problem: { key: "access.archived", values: {} },
    });
    without("groups:read");
    expect(await elsewhere.checkSharing(slack.channels.privateWithBot)).toEqual({
      kind: "relay-may-not",
      problem: { key: "access.lacks", values: { names: { items: ["groups:read"] } } },
    });
  });

  it("reads more members than fit one page", async () => {
    const { slack } = workspace;
    const channelId = slack.channels.publicJoined;
    for (let index = 0; index < 1_100; index += 1)
      slack.joinChannel(channelId, slack.addUser({ name: `member-${index}` }).id);
    const last = slack.addUser({ name: "last" });
    slack.joinChannel(channelId, last.id);
    expect(await share(channelId, last.id)).toMatchObject({ kind: "ok" });
    expect(slack.requestsOf("conversations.members").length).toBeGreaterThan(1);
  });

  it("rejects if Slack does not answer, instead of guessing", async () => {
    const { slack } = workspace;
    slack.failNext({ method: "conversations.members", status: 503 });
    await expect(share(slack.channels.publicJoined)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("a direct message", () => {
  it("is opened once, and accepts posts", async () => {
    const { slack, adapter } = workspace;
    const other = slack.addUser({ name: "other" });
    const channel = await adapter.openDirect({ userId: other.id, workspace: slack.teamId });
    expect(channel).toMatchObject({ platform: "slack", workspace: slack.teamId });
    expect(await adapter.openDirect({ userId: other.id, workspace: slack.teamId })).toEqual(
      channel,
    );
    expect(slack.channel(channel.channel)).toMatchObject({ kind: "im" });
  });

  it.each(["user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot"])(
    "is impossible if Slack responds with %s",
    async (error) => {
      const { slack, adapter } = workspace;
      slack.failNext({ method: "conversations.open", error });
      await expect(
        adapter.openDirect({ userId: "U1", workspace: slack.teamId }),
      ).rejects.toMatchObject({ code: "channel_lost" });
    },
  );

  it("is forbidden without the scope", async () => {
    const { slack, adapter } = workspace;
    without("im:write");
    await expect(
      adapter.openDirect({ userId: slack.userId, workspace: slack.teamId }),
    ).rejects.toMatchObject({
      code: "forbidden",
      missing: ["im:write"],
    });
  });
});

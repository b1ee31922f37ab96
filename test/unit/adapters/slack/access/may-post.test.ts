/**
 * Who may share into a channel: members used to be enough, so that those who may only read a channel, or only answer in
 * its threads, had the relay post there for them.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Invocation } from "../../../../../src/core/invocation.ts";
import type { SandboxPosting } from "../../../../../sandbox/slack/slack-sandbox.ts";
import { openWorkspace, type Workspace } from "../../../../support/slack/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace();
  await workspace.start();
});
afterEach(() => workspace[Symbol.asyncDispose]());

/** What the person does it with; `channelId` is where, a channel that they see. */
async function act(userId: string): Promise<Invocation> {
  const { slack, invocations } = workspace;
  const known = invocations.length;
  const channelId = slack.addChannel({ name: `own-${known}`, members: [userId] }).id;
  await slack.command({ command: "/pika-status", text: "x", userId, channelId });
  await vi.waitFor(() => expect(invocations.length).toBeGreaterThan(known));
  return invocations[known]!;
}

/** What each kind of person gets who wants to share into a channel with this restriction. */
async function shareInto(posting: (ids: { chosen: string; bot: string }) => SandboxPosting) {
  const { slack } = workspace;
  const people = {
    member: slack.addUser({ name: "member" }).id,
    chosen: slack.addUser({ name: "chosen" }).id,
    guest: slack.addUser({ name: "guest", isGuest: true }).id,
    admin: slack.addUser({ name: "admin", isAdmin: true }).id,
  };
  const channel = slack.addChannel({
    name: "announcements",
    members: Object.values(people),
    posting: posting({ chosen: people.chosen, bot: slack.botUserId }),
  });
  const answers: Record<string, string> = {};
  for (const [kind, userId] of Object.entries(people)) {
    const invocation = await act(userId);
    answers[kind] = (await invocation.checkSharing(channel.id)).kind;
  }
  return answers;
}

const NO = "person-may-not";

describe("sharing into a channel", () => {
  it.each<[string, (ids: { chosen: string; bot: string }) => SandboxPosting, object]>([
    ["with no restriction", () => ({}), { member: "ok", chosen: "ok", guest: "ok", admin: "ok" }],
    [
      "where everybody may post",
      () => ({ type: ["ra"] }),
      { member: "ok", chosen: "ok", guest: "ok", admin: "ok" },
    ],
    [
      "where admins, somebody chosen and the bot may post",
      ({ chosen, bot }) => ({ type: ["admin"], user: [chosen, bot] }),
      { member: NO, chosen: "ok", guest: NO, admin: "ok" },
    ],
    [
      "where members that are no guests may post, and the bot",
      ({ bot }) => ({ type: ["regular"], user: [bot] }),
      { member: "ok", chosen: "ok", guest: NO, admin: "ok" },
    ],
    [
      "where a user group may post, whose members apps are not told",
      ({ bot }) => ({ subteam: ["S1"], user: [bot] }),
      { member: NO, chosen: NO, guest: NO, admin: NO },
    ],
    [
      "where only those may post of whom Slack says something new",
      ({ bot }) => ({ type: ["a_kind_of_next_year"], user: [bot] }),
      { member: NO, chosen: NO, guest: NO, admin: NO },
    ],
    [
      "that the bot may only read",
      () => ({ type: ["admin"] }),
      { member: NO, chosen: NO, guest: NO, admin: "relay-may-not" },
    ],
  ])("%s", async (_, posting, expected) => {
    expect(await shareInto(posting)).toEqual(expected);
  });

  it("is not allowed to a partner's admin in a shared channel", async () => {
    const { slack } = workspace;
    const partner = slack.addTeam();
    const channel = slack.addChannel({
      name: "shared",
      sharedWith: partner,
      posting: { type: ["admin"], user: [slack.botUserId] },
    });
    const stranger = slack.addUser({ name: "eve", teamId: partner, isOwner: true });
    slack.joinChannel(channel.id, stranger.id);
    slack.joinChannel(slack.channels.publicJoined, stranger.id);
    const { invocations } = workspace;
    await slack.mention({
      channel: slack.channels.publicJoined,
      text: "job:1",
      userId: stranger.id,
    });
    await vi.waitFor(() => expect(invocations).toHaveLength(1));
    const [asked] = invocations;
    expect(await asked?.checkSharing(channel.id)).toEqual({ kind: "person-may-not" });
    expect(await asked?.canManageChannel()).toBe(false);
  });
});

it.each(["conversations.info", "conversations.members", "users.info"])(
  "answers correctly and in time while %s hangs",
  async (method) => {
    const { slack } = workspace;
    const channel = slack.addChannel({
      name: "announcements",
      posting: { type: ["admin"], user: [slack.botUserId] },
    });
    const asked = await act(slack.userId);
    slack.failNext({ method, hang: true, times: Infinity });
    // A call that hangs used to be waited for a quarter of a minute, and thirty thousand members without a limit.
    await expect(asked.checkSharing(channel.id)).rejects.toMatchObject({ code: "unavailable" });
    // All looks share one time: what comes behind it is over at once.
    await expect(asked.canManageChannel()).rejects.toMatchObject({ code: "unavailable" });
  },
  5_000,
);

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { renderText } from "../../../../../src/adapters/slack/messages/render.ts";
import { line, message } from "../../../../../src/core/message.ts";
import type { LocalizedText } from "../../../../../src/core/localized-text.ts";
import { translatorFor } from "../../../../../src/messages/translator.ts";
import { openWorkspace, type Workspace } from "../../../../support/slack/workspace.ts";

let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace();
  await workspace.start();
});
afterEach(() => workspace[Symbol.asyncDispose]());

/** The sentences as somebody reads them in English. */
const say = (sentence: LocalizedText): string =>
  renderText(message([line(...translatorFor("en").spansOf(sentence))]));

async function check(channelId: string): Promise<object> {
  const { slack, invocations } = workspace;
  const known = invocations.length;
  await (
    await slack.command({ command: "/pika-status", text: "x", channelId })
  ).acknowledged;
  await vi.waitFor(() => expect(invocations.length).toBeGreaterThan(known));
  const access = await invocations[known]!.checkAccess();
  if (access.ok) return access;
  return { ok: false, problem: say(access.problem), cure: say(access.cure) };
}

it("joins a public channel by itself", async () => {
  const { slack } = workspace;
  const channelId = slack.channels.publicNotJoined;
  expect(await check(channelId)).toEqual({ ok: true });
  expect(slack.channel(channelId)?.members).toContain(slack.botUserId);
});

it("joins again if it was removed since the last time", async () => {
  const { slack } = workspace;
  expect(await check(slack.channels.publicJoined)).toEqual({ ok: true });
  slack.kickBot(slack.channels.publicJoined);
  expect(await check(slack.channels.publicJoined)).toEqual({ ok: true });
  expect(slack.channel(slack.channels.publicJoined)?.members).toContain(slack.botUserId);
});

it("asks to be invited to a private channel, by its own name", async () => {
  const { slack } = workspace;
  const access = await check(slack.channels.privateWithoutBot);
  expect(access).toMatchObject({ ok: false, cure: expect.stringMatching(/\/invite @\S+/) });
  slack.inviteBot(slack.channels.privateWithoutBot);
  expect(await check(slack.channels.privateWithoutBot)).toEqual({ ok: true });
});

it("has access to a private channel that it is in, and to its own direct messages", async () => {
  const { slack } = workspace;
  expect(await check(slack.channels.privateWithBot)).toEqual({ ok: true });
  expect(await check(slack.channels.directMessage)).toEqual({ ok: true });
});

it("has no access to direct messages between other users", async () => {
  const { slack } = workspace;
  const other = slack.addUser({ name: "other" });
  const dm = slack.addChannel({
    name: "dm",
    kind: "im",
    members: [slack.userId, other.id],
    withBot: false,
  });
  expect(await check(dm.id)).toMatchObject({
    ok: false,
    problem: expect.stringContaining("direct messages between people"),
  });
});

it("says that an archived channel accepts no messages", async () => {
  const { slack } = workspace;
  slack.archiveChannel(slack.channels.publicJoined);
  expect(await check(slack.channels.publicJoined)).toMatchObject({
    ok: false,
    problem: expect.stringContaining("archived"),
  });
});

it("tries to join if it may not look up channels, and allows sending if that fails as well", async () => {
  const { slack } = workspace;
  slack.setScopes(slack.scopes.filter((scope) => scope !== "channels:read"));
  expect(await check(slack.channels.publicNotJoined)).toEqual({ ok: true });
  expect(slack.channel(slack.channels.publicNotJoined)?.members).toContain(slack.botUserId);
  slack.setScopes(["commands", "chat:write", "files:write", "files:read"]);
  expect(await check(slack.channels.publicJoined)).toEqual({ ok: true });
});

it("asks to be invited if it lacks the permission to join", async () => {
  const { slack } = workspace;
  slack.setScopes(slack.scopes.filter((scope) => scope !== "channels:join"));
  expect(await check(slack.channels.publicNotJoined)).toMatchObject({
    ok: false,
    cure: expect.stringContaining("/invite"),
  });
});

it("rejects instead of guessing if Slack does not answer", async () => {
  const { slack } = workspace;
  slack.failNext({ method: "conversations.info", status: 503 });
  await expect(check(slack.channels.publicJoined)).rejects.toMatchObject({ code: "unavailable" });
});

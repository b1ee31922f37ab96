/** One app in several workspaces, whose users and channels have the same ids. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SlackSandbox } from "../../../../sandbox/slack/slack-sandbox.ts";
import type { PollResult } from "../../../../src/core/job/job.ts";
import { mp4Bytes } from "../../../support/fakes/fake-media.ts";
import { aJob } from "../../../support/follows.ts";
import {
  createTwoWorkspaces,
  SECRET_KEY,
  startCloudRelay,
  type CloudRelay,
} from "../../../support/slack/cloud-relay.ts";

const VIDEO = { url: "https://media.example/a.mp4", filename: "a.mp4", contentType: "video/mp4" };
const running: PollResult = { kind: "job", job: aJob("running") };
const completed: PollResult = { kind: "job", job: aJob("completed", { attachments: [VIDEO] }) };

let relay: CloudRelay;
let first: SlackSandbox;
let second: SlackSandbox;

beforeEach(async () => {
  relay = await startCloudRelay();
  [first, second] = relay.workspaces;
  relay.media.script(VIDEO.url, { bytes: mp4Bytes() });
});
afterEach(() => relay[Symbol.asyncDispose]());

const follow = async (workspace: SlackSandbox, jobId = "job-1") => {
  const command = await workspace.command({ command: "/pika-status", text: jobId });
  await command.acknowledged;
  return command;
};
const shownIn = (workspace: SlackSandbox) =>
  workspace.allChannels.flatMap(({ id }) => workspace.messages(id));
const states = () => relay.store.all().map(({ state, discardReason }) => discardReason ?? state);

it("has workspaces that only their own ids tell apart", () => {
  expect(first.channels).toEqual(second.channels);
  expect(first.userId).toBe(second.userId);
  expect(first.teamId).not.toBe(second.teamId);
});

it("posts a result in the workspace that asked for it, with that workspace's token", async () => {
  const { install, api } = relay;
  for (const workspace of [first, second]) await install(workspace);
  api.answer("job-1", running);
  const command = await follow(first);
  await command.waitForPrivateReply();
  await first.waitFor(({ text }) => text.includes("In progress"));
  api.answer("job-1", completed);
  const result = await first.waitFor(({ files }) => files.length > 0, 10_000);
  expect(result.files).toMatchObject([{ name: "a.mp4" }]);
  expect(shownIn(second)).toEqual([]);
  expect(second.privateReplies).toEqual([]);
  expect(new Set(second.requests.map(({ method }) => method))).toEqual(new Set(["auth.test"]));
});

it("keeps a job that both follow apart, from the command to the result", async () => {
  const { install, api, store } = relay;
  for (const workspace of [first, second]) await install(workspace);
  api.answer("job-1", running);
  for (const workspace of [first, second]) await follow(workspace);
  await vi.waitFor(() =>
    expect(
      store
        .all()
        .map(({ channel }) => channel.workspace)
        .toSorted(),
    ).toEqual([first.teamId, second.teamId]),
  );
  const forget = await second.command({ command: "/pika-forget", text: "job-1" });
  await forget.waitForPrivateReply();
  api.answer("job-1", completed);
  await first.waitFor(({ files }) => files.length > 0, 10_000);
  expect(shownIn(second).flatMap(({ files }) => files)).toEqual([]);
});

it("tells people of a workspace that has not installed the app, and does nothing else", async () => {
  const { install, api, store, log } = relay;
  await install(first);
  api.answer("job-1", running);
  const command = await follow(second);
  const reply = await command.waitForPrivateReply();
  expect(reply).toMatchObject({ via: "response_url" });
  expect(reply.text).toMatch(/not installed in this workspace/);
  expect(store.all()).toEqual([]);
  expect(log.lines).toContainEqual({
    level: "warn",
    event: "workspace.not_installed",
    fields: { platform: "slack", workspace: second.teamId },
  });
});

describe("after an uninstallation", () => {
  it("ends what was open for that workspace, and nothing for the others", async () => {
    const { cloud, install, api, store } = relay;
    for (const workspace of [first, second]) await install(workspace);
    api.answer("job-1", running);
    for (const workspace of [first, second]) {
      await follow(workspace);
      await workspace.waitFor(({ text }) => text.includes("In progress"));
    }
    expect(store.all()).toHaveLength(2);
    await cloud.uninstall(second);
    await vi.waitFor(() => expect(relay.log.events).toContain("installation.removed"));
    const asked = second.requests.length;
    api.answer("job-1", completed);
    await first.waitFor(({ files }) => files.length > 0, 10_000);
    await vi.waitFor(
      () => expect(states().toSorted()).toEqual(["channel_lost", "delivered"]),
      10_000,
    );
    // One may have been under way; a response_url needs no token.
    const later = second.requests.slice(asked).filter(({ method }) => method !== "response_url");
    expect(later.filter(({ error }) => error !== "account_inactive")).toEqual([]);
  });

  it("posts the results of jobs that end after the app is installed again", async () => {
    const { cloud, install, api } = relay;
    await install(first);
    api.answer("job-1", running);
    await follow(first);
    await first.waitFor(({ text }) => text.includes("In progress"));
    await cloud.uninstall(first, Date.now() - 60_000 * 60);
    expect(relay.log.events).not.toContain("installation.removed");
    await cloud.uninstall(first);
    await vi.waitFor(() => expect(relay.log.events).toContain("installation.removed"));
    await install(first);
    api.answer("job-1", completed);
    await first.waitFor(({ files }) => files.length > 0, 10_000);
  });

  it.each([
    [{ bot: ["U1"] }, true],
    [{ oauth: ["U1"] }, false],
    [{ oauth: ["U1"], bot: [] }, false],
  ])("by the tokens_revoked %j forgets: %s", async (tokens, forgets) => {
    const { cloud, install, store } = relay;
    await install(first);
    await cloud.tell(first, { type: "tokens_revoked", tokens });
    const key = `slack:${first.teamId}`;
    await vi.waitFor(async () =>
      expect((await store.installations.get(key)) === undefined).toBe(forgets),
    );
  });
});

describe("while the store is down", () => {
  beforeEach(async () => {
    await relay.install(first);
    relay.api.answer("job-1", running);
    const command = await follow(first);
    await command.waitForPrivateReply();
    await first.waitFor(({ text }) => text.includes("In progress"));
    relay.store.failWith(new Error("disk full"));
  });

  // It got no answer at all: it has no response_url, and the workspace's token was not looked for in the memory.
  it("answers a mention with the token that it knows", async () => {
    await first.mention({ channel: first.channels.publicJoined, text: "job-2" });
    await vi.waitFor(() => {
      const answers = first.privateReplies.map(({ text }) => text);
      expect(answers).toContainEqual(expect.stringContaining("nothing was changed"));
    });
  });

  // Slack tells of it once. The token stayed in the store for good.
  it("forgets a workspace that uninstalls the app as soon as the store is back", async () => {
    const { cloud, log, store } = relay;
    const updated = vi.spyOn(store.installations, "update");
    await cloud.uninstall(first);
    await vi.waitFor(() => expect(updated).toHaveBeenCalled());
    store.failWith(undefined);
    await vi.waitFor(() => expect(log.events).toContain("installation.removed"), 5_000);
    expect(await store.installations.get(`slack:${first.teamId}`)).toBeUndefined();
  });
});

describe("with a record that cannot be opened", () => {
  it("says so in one line, tells people to try again, and serves the others", async () => {
    const { store } = relay;
    await relay.install(first);
    const cloud = await createTwoWorkspaces();
    const newKey = SECRET_KEY.toUpperCase().replaceAll("0", "1");
    await using other = await startCloudRelay({ store, secretKeys: [newKey], cloud });
    const [unreadable, readable] = other.workspaces;
    await other.install(readable);
    other.api.answer("job-1", running);
    const command = await follow(unreadable);
    expect((await command.waitForPrivateReply()).text).toMatch(/nothing was changed/);
    await follow(readable);
    await readable.waitFor(({ text }) => text.includes("In progress"));
    const lines = other.log.lines.filter(({ event }) => event === "installation.unreadable");
    expect(lines).toMatchObject([{ fields: { workspace: unreadable.teamId } }]);
  });
});

it("logs and stores no token, code, state or secret in the clear", async () => {
  const { cloud, install, store, log, api } = relay;
  for (const workspace of [first, second]) await install(workspace);
  api.answer("job-1", running);
  await follow(first);
  await cloud.uninstall(second);
  const stored: unknown[] = [];
  for await (const each of store.installations.all()) stored.push(each);
  const text = `${log.text()}${JSON.stringify(stored)}`;
  for (const secret of [first.botToken, second.botToken, cloud.clientSecret, SECRET_KEY, "state="])
    expect(text).not.toContain(secret);
});

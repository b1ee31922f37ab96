import { expect, test } from "vitest";
import { callApi, openSandbox } from "./open-sandbox.ts";
import { startApp } from "./start-app.ts";

test("a channel shared with a partner is marked as shared, and its users as the partner's", async () => {
  const sandbox = await openSandbox();
  const partner = sandbox.addTeam();
  const eve = sandbox.addUser({ name: "eve", teamId: partner, isOwner: true });
  const channel = sandbox.addChannel({
    name: "shared",
    sharedWith: partner,
    homeTeamId: partner,
    members: [sandbox.userId, eve.id],
  });
  const read = async (method: string, args: Record<string, string>) =>
    (await callApi(sandbox, method, new URLSearchParams(args))).body;

  expect(await read("conversations.info", { channel: channel.id })).toMatchObject({
    channel: {
      is_shared: true,
      is_ext_shared: true,
      conversation_host_id: partner,
      context_team_id: sandbox.teamId,
    },
  });
  const { user } = await read("users.info", { user: eve.id, include_locale: "true" });
  expect(user).toMatchObject({ team_id: partner, is_owner: true, is_stranger: false });
  expect(user).not.toHaveProperty("locale");
});

test("commands and shortcuts are not available to the partner's users", async () => {
  const sandbox = await openSandbox();
  const eve = sandbox.addUser({ name: "eve", teamId: sandbox.addTeam() });
  const channelId = sandbox.channels.publicJoined;
  sandbox.joinChannel(channelId, eve.id);
  const { ts } = sandbox.say(channelId, "hello");
  await expect(
    sandbox.command({ command: "/any", text: "", channelId, userId: eve.id }),
  ).rejects.toThrow("another workspace");
  await expect(
    sandbox.useShortcut({ channel: channelId, ts, callbackId: "any", userId: eve.id }),
  ).rejects.toThrow("another workspace");
});

test("a restricted channel accepts no post of an unlisted bot", async () => {
  const sandbox = await openSandbox();
  const closed = sandbox.addChannel({ name: "news", posting: { type: ["admin"] } });
  const open = sandbox.addChannel({
    name: "results",
    posting: { type: ["admin"], user: [sandbox.botUserId] },
  });
  const post = async (channel: string) =>
    (await callApi(sandbox, "chat.postMessage", new URLSearchParams({ channel, text: "x" }))).body;
  expect(await post(closed.id)).toMatchObject({ error: "restricted_action_read_only_channel" });
  expect(await post(open.id)).toMatchObject({ ok: true });
});

test("an envelope of any kind can be sent, and reports that nobody acknowledges it", async () => {
  const sandbox = await openSandbox({ ackTimeoutMs: 1_000 });
  await startApp(sandbox, (app) => app.view("form", async ({ ack }) => ack()));
  const team = { id: sandbox.teamId };
  const user = { id: sandbox.userId, team_id: sandbox.teamId };
  const form = { team, user, view: { callback_id: "form", type: "modal", state: { values: {} } } };
  await sandbox.socket.sendEnvelope("interactive", { ...form, type: "view_submission" });
  await expect(
    sandbox.socket.sendEnvelope("interactive", { ...form, type: "view_closed" }),
  ).rejects.toThrow("was not acknowledged");
});

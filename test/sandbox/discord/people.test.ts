import { Events, type ChatInputCommandInteraction } from "discord.js";
import { describe, expect, it } from "vitest";
import { call, logIn, register, startSandbox } from "./discord-fixture.ts";

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

const open = (sandbox: Sandbox, recipientId: string) =>
  call(sandbox, {
    method: "POST",
    path: "/users/@me/channels",
    json: { recipient_id: recipientId },
  });
const send = (sandbox: Sandbox, channelId: string, content = "hello") =>
  call(sandbox, { method: "POST", path: `/channels/${channelId}/messages`, json: { content } });

describe("a direct message", () => {
  it("has one channel for each user, with the usual rules", async () => {
    const sandbox = await startSandbox();
    const [ada] = sandbox.users;
    const first = await open(sandbox, ada.id);
    expect(first).toMatchObject({ status: 200, body: { type: 1, recipients: [{ id: ada.id }] } });
    expect((await open(sandbox, ada.id)).body.id).toBe(first.body.id);
    expect((await send(sandbox, first.body.id)).status).toBe(200);
    expect((await send(sandbox, first.body.id, "")).body.code).toBe(50006);
    expect(sandbox.messages(first.body.id)).toMatchObject([{ content: "hello" }]);
    expect(sandbox.messagesFor(sandbox.users[1].id, first.body.id)).toEqual([]);
    expect(sandbox.violations).toEqual([]);
  });

  it("is refused with 50007 for bots and users who accept none, and with 50033 for no user", async () => {
    const sandbox = await startSandbox();
    const [ada] = sandbox.users;
    sandbox.refuseDirectMessages(ada.id);
    const bot = sandbox.addUser({ isBot: true });
    for (const id of [ada.id, bot.id]) {
      const { body } = await open(sandbox, id);
      const refused = { status: 403, body: { code: 50007 } };
      expect(await send(sandbox, body.id)).toMatchObject(refused);
    }
    expect(await open(sandbox, "1")).toMatchObject({ status: 400, body: { code: 50033 } });
    sandbox.refuseDirectMessages(ada.id, false);
    expect((await send(sandbox, (await open(sandbox, ada.id)).body.id)).status).toBe(200);
  });

  it("has commands with a user and no member in discord.js", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox);
    await register(sandbox, [{ name: "help", description: "Help" }]);
    const arrived = new Promise<ChatInputCommandInteraction>((resolve) => {
      client.once(Events.InteractionCreate, (interaction) => {
        if (interaction.isChatInputCommand()) resolve(interaction);
      });
    });
    const channelId = sandbox.addDirectMessage(sandbox.users[0].id);
    const typed = await sandbox.command({ name: "help", channelId });
    const interaction = await arrived;
    expect(interaction).toMatchObject({ guildId: null, member: null, context: 1 });
    expect(interaction.user.id).toBe(sandbox.users[0].id);
    await interaction.reply("here");
    expect(typed.reply()).toBe("here");
    expect(sandbox.messages(channelId)).toMatchObject([{ content: "here" }]);
  });
});

it("an administrator may do everything, and each channel has its own permissions", async () => {
  const sandbox = await startSandbox();
  await register(sandbox, [{ name: "c", description: "C", default_member_permissions: "16" }]);
  const [ada, grace] = sandbox.users;
  const channelId = sandbox.addChannel();
  sandbox.setMemberPermissions(channelId, ada.id, ["Administrator"]);
  await sandbox.command({ name: "c", channelId });
  await expect(sandbox.command({ name: "c" })).rejects.toThrow("may not use");
  const asGrace = sandbox.command({ name: "c", channelId, userId: grace.id });
  await expect(asGrace).rejects.toThrow("may not use");
  sandbox.setMemberPermissions(channelId, grace.id, ["SendMessages"]);
  const unseen = sandbox.command({ name: "c", channelId, userId: grace.id });
  await expect(unseen).rejects.toThrow("sees no channel");
  expect(sandbox.people().map(({ username }) => username)).toEqual(["ada", "grace"]);
});

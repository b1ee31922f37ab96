import { createHash, randomBytes } from "node:crypto";
import {
  AttachmentBuilder,
  Events,
  MessageFlags,
  Routes,
  type ChatInputCommandInteraction,
  type Client,
  type TextChannel,
} from "discord.js";
import { describe, expect, it } from "vitest";
import { logIn, startSandbox } from "./discord-fixture.ts";

/** discord.js passes the client to the test at each command. */
const nextCommand = (client: Client): Promise<ChatInputCommandInteraction> =>
  new Promise((resolve) => {
    client.once(Events.InteractionCreate, (interaction) => {
      if (interaction.isChatInputCommand()) resolve(interaction);
    });
  });

const textChannel = async (client: Client, id: string): Promise<TextChannel> =>
  (await client.channels.fetch(id)) as TextChannel;

describe("discord.js logged in to the stand-in", () => {
  it("sees the guild, its channel and the bot's permissions there", async () => {
    const sandbox = await startSandbox();
    sandbox.setBotPermissions(sandbox.channelId, ["ViewChannel", "SendMessages"]);
    const client = await logIn(sandbox);
    expect(client.user.id).toBe(sandbox.botUserId);
    const guild = client.guilds.cache.get(sandbox.guildId)!;
    const channel = guild.channels.cache.get(sandbox.channelId)!;
    const member = await guild.members.fetchMe();
    expect(channel.permissionsFor(member).toArray()).toEqual(["ViewChannel", "SendMessages"]);
    expect(sandbox.violations).toEqual([]);
  });

  it("registers a command and answers it privately", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox);
    expect(sandbox.commands().map(({ name }) => name)).toEqual(["pika-status"]);
    const arrived = nextCommand(client);
    const typed = await sandbox.command({ name: "pika-status", options: { jobid: "job:1" } });
    const interaction = await arrived;
    expect(interaction.options.getString("jobid", true)).toBe("job:1");
    expect(interaction.user.id).toBe(sandbox.users[0].id);
    expect(interaction.appPermissions.toArray()).toContain("AttachFiles");
    expect(interaction.attachmentSizeLimit).toBe(10 * 1024 * 1024);

    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    expect(await typed.acknowledged).toMatchObject({ type: 5, ephemeral: true });
    expect(typed.reply()).toBeUndefined();
    await interaction.editReply({ content: "registered" });
    expect(await typed.waitForReply(/registered/)).toBe("registered");
    await interaction.followUp({ content: "and more", flags: MessageFlags.Ephemeral });
    expect(typed.followUps().map(({ content }) => content)).toEqual(["and more"]);
    expect(typed.replies.map(({ kind }) => kind)).toEqual(["callback", "edit", "follow-up"]);
    expect(sandbox.messages(), "nobody else sees any of it").toEqual([]);
    expect(sandbox.violations).toEqual([]);
  });

  it("answers publicly, and edits that answer with the bot token later", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox);
    const arrived = nextCommand(client);
    await sandbox.command({ name: "pika-status", options: { jobid: "job:1" } });
    const interaction = await arrived;
    const response = await interaction.reply({ content: "running", withResponse: true });
    const channel = await textChannel(client, sandbox.channelId);
    sandbox.advanceTime(20 * 60 * 1000);
    await channel.messages.edit(response.resource!.message!.id, { content: "done" });
    expect(sandbox.messages()).toMatchObject([
      { content: "done", edits: [{ content: "running" }], ephemeral: false },
    ]);
    await expect(interaction.editReply("too late")).rejects.toMatchObject({ code: 50027 });
    expect(sandbox.violations).toEqual([]);
  });

  it("sends a file that can be downloaded again byte for byte", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox);
    const channel = await textChannel(client, sandbox.channelId);
    const bytes = randomBytes(300_000);
    const file = new AttachmentBuilder(bytes, { name: "my film.mp4", description: "a film" });
    await channel.send({ content: "here", files: [file] });
    const [message] = sandbox.messages();
    const [attachment] = message!.attachments;
    expect(attachment).toMatchObject({
      filename: "my_film.mp4",
      size: 300_000,
      content_type: "video/mp4",
      description: "a film",
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    const again = await fetch(attachment!.url);
    expect(Buffer.compare(Buffer.from(await again.arrayBuffer()), bytes)).toBe(0);
    sandbox.advanceTime(25 * 60 * 60 * 1000);
    expect((await fetch(attachment!.url)).status, "links run out").toBe(404);
    expect(sandbox.violations).toEqual([]);
  });

  it("marks a file as a spoiler by its name, as discord.js does, or by the field", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox);
    const channel = await textChannel(client, sandbox.channelId);
    const files = ["a.mp4", "b.mp4"].map((name) => new AttachmentBuilder(randomBytes(9), { name }));
    files[0]?.setSpoiler();
    const message = await channel.send({ files });
    expect(message.attachments.map(({ name, spoiler }) => [name, spoiler])).toEqual([
      ["SPOILER_a.mp4", true],
      ["b.mp4", false],
    ]);
    const kept = [...message.attachments.keys()].map((id) => ({ id, is_spoiler: true }));
    const path = `/channels/${channel.id}/messages/${message.id}` as const;
    await client.rest.patch(path, { body: { attachments: kept } });
    expect(sandbox.messages()[0]?.attachments.map(({ flags }) => flags)).toEqual([8, 8]);
    expect(sandbox.violations).toEqual([]);
  });

  it("gets the earlier message for the same nonce within the window", async () => {
    const sandbox = await startSandbox({ nonceWindowMs: 60_000 });
    const client = await logIn(sandbox);
    const channel = await textChannel(client, sandbox.channelId);
    const send = () => channel.send({ content: "once", nonce: "key-1", enforceNonce: true });
    const first = await send();
    expect(first.nonce).toBe("key-1");
    expect((await send()).id).toBe(first.id);
    expect(sandbox.messages()).toHaveLength(1);
    const fetched = await client.rest.get(Routes.channelMessage(channel.id, first.id));
    expect(fetched, "a nonce is lost when the message is fetched").not.toHaveProperty("nonce");
    sandbox.advanceTime(60_001);
    expect((await send()).id).not.toBe(first.id);
    expect(sandbox.messages()).toHaveLength(2);
    expect(sandbox.violations).toEqual([]);
  });

  it("replies, and sees whom a message notifies", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox);
    const channel = await textChannel(client, sandbox.channelId);
    const [ada, grace] = sandbox.users;
    const question = sandbox.say(sandbox.channelId, ada.id, "is it done?");
    const content = `<@${ada.id}> <@${grace.id}>`;
    const reply = { messageReference: question.id };
    await channel.send({ content, reply });
    await channel.send({ content, reply, allowedMentions: { parse: [], users: [grace.id] } });
    await channel.send({ content: "yes", reply, allowedMentions: { repliedUser: true } });
    const [, open, chosen, polite] = sandbox.messages();
    expect(open!.pings.users).toEqual([ada.id, grace.id]);
    expect(chosen!.pings.users).toEqual([grace.id]);
    expect(polite!.pings.users).toEqual([ada.id]);
    expect(chosen!.message_reference).toMatchObject({ message_id: question.id });
    expect(sandbox.violations).toEqual([]);
  });

  it("waits as long as a 429 says, then sends once", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox, { rest: { retries: 3 } });
    const channel = await textChannel(client, sandbox.channelId);
    const fault = sandbox.failNext({
      method: "POST",
      path: /messages$/,
      status: 429,
      retryAfterMs: 200,
    });
    await channel.send("patience");
    expect(fault.hits).toBe(1);
    expect(sandbox.messages().map(({ content }) => content)).toEqual(["patience"]);
    expect(sandbox.requests.filter(({ path }) => path.endsWith("/messages"))).toMatchObject([
      { status: 429 },
      { status: 200 },
    ]);
  });

  it("posts a message twice if an answer is lost, unless there is a nonce", async () => {
    const sandbox = await startSandbox();
    const client = await logIn(sandbox, { rest: { retries: 3 } });
    const channel = await textChannel(client, sandbox.channelId);
    sandbox.failNext({ method: "POST", path: /messages$/, status: 502, when: "after-processing" });
    await channel.send("plain");
    sandbox.failNext({ method: "POST", path: /messages$/, status: 500, when: "after-processing" });
    await channel.send({ content: "keyed", nonce: "k", enforceNonce: true });
    const contents = sandbox.messages().map(({ content }) => content);
    expect(contents).toEqual(["plain", "plain", "keyed"]);
  });
});

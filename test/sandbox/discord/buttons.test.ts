import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  ChannelType,
  Events,
  MessageFlags,
  StringSelectMenuBuilder,
  type Client,
  type Interaction,
  type TextChannel,
} from "discord.js";
import { describe, expect, it } from "vitest";
import type { DiscordSandbox } from "../../../sandbox/discord/discord-sandbox.ts";
import { call, logIn, startSandbox } from "./discord-fixture.ts";

const next = <T extends Interaction>(client: Client, is: (some: Interaction) => some is T) =>
  new Promise<T>((resolve) => {
    const listen = (interaction: Interaction): void => {
      if (!is(interaction)) return;
      client.off(Events.InteractionCreate, listen);
      resolve(interaction);
    };
    client.on(Events.InteractionCreate, listen);
  });
const nextUse = (client: Client) => next(client, (some) => some.isMessageComponent());

const row = (...ids: string[]) =>
  new ActionRowBuilder<ButtonBuilder>().addComponents(
    ids.map((id) =>
      new ButtonBuilder().setCustomId(id).setLabel(id.toUpperCase()).setStyle(ButtonStyle.Primary),
    ),
  );
const EVERYTHING = { content: "pick", components: [row("again", "stop")] };

async function startWithMessage(message: Parameters<TextChannel["send"]>[0] = EVERYTHING) {
  const sandbox = await startSandbox();
  const client = await logIn(sandbox);
  const channel = (await client.channels.fetch(sandbox.channelId)) as TextChannel;
  const { id: messageId } = await channel.send(message);
  return { sandbox, client, messageId };
}

/** A private answer to a command, with a button. */
async function startWithPrivate() {
  const sandbox = await startSandbox();
  const client = await logIn(sandbox);
  const arrived = next(client, (some) => some.isChatInputCommand());
  await sandbox.command({ name: "pika-status", options: { jobid: "1" } });
  const interaction = await arrived;
  await interaction.reply({ ...EVERYTHING, flags: MessageFlags.Ephemeral });
  const [answer] = sandbox.messagesFor(sandbox.users[0].id);
  return { sandbox, client, messageId: answer!.id };
}

const press = (sandbox: DiscordSandbox, messageId: string, customId = "again") =>
  sandbox.pressButton({ messageId, customId });

describe("a pressed button", () => {
  it("reaches discord.js with its message, the user and their permissions", async () => {
    const { sandbox, client, messageId } = await startWithMessage();
    const [, grace] = sandbox.users;
    sandbox.setLocale(grace.id, "pt-BR");
    sandbox.setGuildLocale(sandbox.guildId, "fr");
    sandbox.setMemberPermissions(sandbox.channelId, grace.id, ["ViewChannel", "ManageChannels"]);
    const arrived = nextUse(client);
    const pressed = await sandbox.pressButton({ messageId, customId: "again", userId: grace.id });
    const interaction = await arrived;
    expect(interaction).toMatchObject({ customId: "again", locale: "pt-BR", guildLocale: "fr" });
    expect(interaction.message.id).toBe(messageId);
    expect(interaction.memberPermissions?.toArray()).toEqual(["ManageChannels", "ViewChannel"]);
    expect(interaction.appPermissions.toArray()).toContain("AttachFiles");
    expect(interaction.attachmentSizeLimit).toBe(10 * 1024 * 1024);
    await interaction.reply({ content: "done", flags: MessageFlags.Ephemeral });
    expect(await pressed.acknowledged).toMatchObject({ type: 4, ephemeral: true });
    expect(pressed.reply()).toBe("done");
    expect(pressed.original()?.message_reference?.message_id).toBe(messageId);
    expect(sandbox.messagesFor(grace.id).map(({ content }) => content)).toEqual(["pick", "done"]);
    expect(sandbox.messagesFor(sandbox.users[0].id)).toHaveLength(1);
    expect(sandbox.violations).toEqual([]);
  });

  it("can have its message changed at once, and its buttons taken away", async () => {
    const { sandbox, client, messageId } = await startWithMessage();
    const arrived = nextUse(client);
    const pressed = await press(sandbox, messageId);
    await (await arrived).update({ content: "changed", components: [] });
    expect(await pressed.acknowledged).toMatchObject({ type: 7, ephemeral: false });
    expect(pressed.reply()).toBe("changed");
    expect(sandbox.messages()).toMatchObject([{ id: messageId, components: [] }]);
    await expect(press(sandbox, messageId)).rejects.toThrow("no component");
    expect(sandbox.violations).toEqual([]);
  });

  it("can have its message stay, change later, and be followed up", async () => {
    const { sandbox, client, messageId } = await startWithMessage();
    const arrived = nextUse(client);
    const pressed = await press(sandbox, messageId);
    const interaction = await arrived;
    await interaction.deferUpdate();
    expect(await pressed.acknowledged).toMatchObject({ type: 6 });
    expect(pressed.reply(), "nothing new yet").toBeUndefined();
    expect((await interaction.fetchReply()).id).toBe(messageId);
    await interaction.editReply("later");
    expect(await pressed.waitForReply()).toBe("later");
    await interaction.followUp({ content: "and", flags: MessageFlags.Ephemeral });
    expect(pressed.followUps()).toMatchObject([{ content: "and", ephemeral: true }]);
    await interaction.deleteReply();
    expect(sandbox.messages()).toEqual([]);
    await expect(interaction.editReply("gone")).rejects.toMatchObject({ code: 10008 });
    expect(sandbox.violations).toEqual([]);
  });

  it("of a private answer works only for its user, also after an update", async () => {
    const { sandbox, client, messageId } = await startWithPrivate();
    const [, grace] = sandbox.users;
    const foreign = sandbox.pressButton({ messageId, customId: "again", userId: grace.id });
    await expect(foreign).rejects.toThrow("sees no message");
    for (const content of ["first", "second"]) {
      const arrived = nextUse(client);
      const pressed = await press(sandbox, messageId);
      const interaction = await arrived;
      expect(interaction.message.flags.has(MessageFlags.Ephemeral)).toBe(true);
      await interaction.deferUpdate();
      await interaction.editReply({ content, components: [row("again")] });
      expect(pressed.reply()).toBe(content);
      expect(pressed.original()).toMatchObject({ id: messageId, ephemeral: true });
    }
    expect(sandbox.messages()).toEqual([]);
    expect(sandbox.messagesFor(sandbox.users[0].id)).toMatchObject([{ content: "second" }]);
    expect(sandbox.violations).toEqual([]);
  });

  it("without an answer fails after 3 s, and later answers are unknown", async () => {
    const { sandbox, client, messageId } = await startWithMessage();
    const arrived = nextUse(client);
    const pressed = await press(sandbox, messageId);
    const interaction = await arrived;
    sandbox.advanceTime(3001);
    await expect(pressed.acknowledged).rejects.toThrow("did not respond");
    await expect(interaction.update("late")).rejects.toMatchObject({ code: 10062 });
  });

  it("whose message is deleted meanwhile cannot change it", async () => {
    const { sandbox, client, messageId } = await startWithMessage();
    const arrived = nextUse(client);
    await press(sandbox, messageId);
    sandbox.deleteMessage(sandbox.channelId, messageId);
    await expect((await arrived).update("late")).rejects.toMatchObject({ code: 10008 });
  });

  it("cannot be pressed if it is a link, disabled, or missing", async () => {
    const disabled = row("again");
    disabled.components[0]?.setDisabled(true);
    const { sandbox, messageId } = await startWithMessage({ components: [disabled] });
    await expect(press(sandbox, messageId)).rejects.toThrow("disabled");
    await expect(press(sandbox, messageId, "other")).rejects.toThrow("no component other");
    await expect(press(sandbox, "1")).rejects.toThrow("sees no message");
    const userId = sandbox.addUser({ isBot: true }).id;
    const byBot = sandbox.pressButton({ messageId, customId: "again", userId });
    await expect(byBot).rejects.toThrow("a bot clicks nothing");
  });
});

it("a command cannot be answered by an update", async () => {
  const sandbox = await startSandbox();
  const client = await logIn(sandbox);
  const arrived = next(client, (some) => some.isChatInputCommand());
  const { id, token } = await sandbox.command({ name: "pika-status", options: { jobid: "1" } });
  await arrived;
  for (const type of [6, 7, 8]) {
    const path = `/interactions/${id}/${token}/callback`;
    const answer = await call(sandbox, { method: "POST", path, json: { type } });
    expect(answer).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(answer.body.errors.type._errors).toEqual([
      { code: "BASE_TYPE_CHOICES", message: "Value must be one of {4, 5, 9, 10, 12}." },
    ]);
  }
});

describe("a select", () => {
  const channels = new ActionRowBuilder<ChannelSelectMenuBuilder>().addComponents(
    new ChannelSelectMenuBuilder().setCustomId("where").setChannelTypes(ChannelType.GuildText),
  );

  it("of channels includes what the user may do in the chosen one", async () => {
    const { sandbox, client, messageId } = await startWithMessage({ components: [channels] });
    const target = sandbox.addChannel({ name: "other" });
    const [ada] = sandbox.users;
    sandbox.setMemberPermissions(target, ada.id, ["ViewChannel", "SendMessages"]);
    const arrived = nextUse(client);
    await sandbox.chooseChannels({ messageId, customId: "where", values: [target] });
    const interaction = await arrived;
    if (!interaction.isChannelSelectMenu()) throw new Error("no channel select");
    expect(interaction.values).toEqual([target]);
    const chosen = interaction.channels.first() as { permissions?: unknown } | undefined;
    expect(chosen).toMatchObject({ id: target, name: "other" });
    expect(JSON.stringify(chosen?.permissions)).toBe('"3072"');
    const hidden = sandbox.addChannel();
    sandbox.setMemberPermissions(hidden, ada.id, []);
    for (const values of [[hidden], [], [target, sandbox.channelId]])
      await expect(
        sandbox.chooseChannels({ messageId, customId: "where", values }),
      ).rejects.toThrow(/sees no channel|takes 1 to 1/);
    const thread = sandbox.addThread({ parentId: target });
    const wrong = sandbox.chooseChannels({ messageId, customId: "where", values: [thread] });
    await expect(wrong).rejects.toThrow("of another type");
  });

  it("of texts includes what was chosen", async () => {
    const select = new StringSelectMenuBuilder()
      .setCustomId("how")
      .addOptions({ label: "One", value: "1" }, { label: "Two", value: "2" });
    const components = [new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(select)];
    const { sandbox, client, messageId } = await startWithMessage({ components });
    const arrived = nextUse(client);
    await sandbox.chooseOptions({ messageId, customId: "how", values: ["2"] });
    const interaction = await arrived;
    expect(interaction.isStringSelectMenu() && interaction.values).toEqual(["2"]);
    const wrong = sandbox.chooseOptions({ messageId, customId: "how", values: ["3"] });
    await expect(wrong).rejects.toThrow("no option 3");
  });
});

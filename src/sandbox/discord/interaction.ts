/**
 * A person typing a command. Does: what Discord's client checks before it sends (the command exists here, its options fit),
 * and the whole INTERACTION_CREATE of a chat-input command. Does not: sub-commands, resolved users or channels, context menus.
 */
import { randomBytes } from "node:crypto";
import { channelPermissions, findChannel, uploadLimitBytes } from "./channel-access.ts";
import { toMessageView } from "./render-message.ts";
import { MEMBER_PERMISSIONS, renderChannel } from "./render-guild.ts";
import { renderMember, renderUser } from "./render-user.ts";
import { toTypedOptions, type TypedOption } from "./command-options.ts";
import { toBitField } from "./permissions.ts";
import { waitForChange } from "./wait-for.ts";
import type { Acknowledgement, CommandOrder, SandboxInteraction } from "./handle.ts";
import type { ChannelRecord, CommandRecord, InteractionRecord, World } from "./state.ts";

const ACKNOWLEDGE_WITHIN_MS = 3000;

/** A {@link CommandOrder} with its defaults filled in. */
export type FullCommandOrder = CommandOrder & {
  readonly channelId: string;
  readonly userId: string;
};

/** Types a command for a person: sends the event, starts the 3 seconds. Throws where Discord's client would not let them. */
export function typeCommand(world: World, order: FullCommandOrder): SandboxInteraction {
  const channel = findChannel(world, order.channelId);
  const command = findCommand(world, order.name, channel);
  const options = toTypedOptions(command.definition, order.options ?? {});
  const interaction = createInteraction(world, { order, channel, command });
  world.interactions.set(interaction.token, interaction);
  const words = options.map(({ name, value }) => `${name}:${value}`);
  world.announce("interaction", interaction.view, [`/${order.name}`, ...words].join(" "));
  const data = renderInteraction(world, { interaction, order, channel, command, options });
  world.events.emit("dispatch", {
    event: "INTERACTION_CREATE",
    guildId: channel.guildId,
    intents: 0,
    data: () => data,
  });
  return interaction.view;
}

function findCommand(world: World, name: string, channel: ChannelRecord): CommandRecord {
  const found = world.commands.filter(
    ({ definition, guildId }) =>
      definition["name"] === name && (guildId === undefined || guildId === channel.guildId),
  );
  // The client shows a guild's own command before a global one of the same name.
  const command = found.find(({ guildId }) => guildId !== undefined) ?? found[0];
  if (!command) throw new Error(`the bot has not registered /${name} here`);
  return command;
}

interface Typing {
  readonly order: FullCommandOrder;
  readonly channel: ChannelRecord;
  readonly command: CommandRecord;
}

function createInteraction(world: World, { order, channel, command }: Typing): InteractionRecord {
  const id = world.nextId();
  const secret = randomBytes(24).toString("base64url");
  const { promise, resolve, reject } = Promise.withResolvers<Acknowledgement>();
  promise.catch(() => {});
  const installation = order.installation ?? (channel.kind === "dm" ? "user" : "guild");
  const timer = setTimeout(() => expireUnanswered(world, interaction), ACKNOWLEDGE_WITHIN_MS + 1);
  timer.unref();
  const interaction: InteractionRecord = {
    id,
    token: Buffer.from(`interaction:${id}:${secret}`).toString("base64url"),
    channelId: channel.id,
    guildId: channel.guildId,
    userId: order.userId,
    commandId: command.id,
    commandName: order.name,
    owners: installation === "user" ? { "1": order.userId } : { "0": channel.guildId ?? "0" },
    createdAt: world.now(),
    state: "waiting",
    original: undefined,
    followUps: [],
    replies: [],
    settle: (result) => {
      clearTimeout(timer);
      if (result instanceof Error) reject(result);
      else resolve(result);
    },
    view: undefined as unknown as SandboxInteraction,
  };
  interaction.view = createView(world, interaction, promise);
  return interaction;
}

/** Ends an interaction that nobody acknowledged within 3 s. */
export function expireUnanswered(world: World, interaction: InteractionRecord): void {
  if (interaction.state !== "waiting") return;
  if (world.now() - interaction.createdAt <= ACKNOWLEDGE_WITHIN_MS) return;
  interaction.state = "expired";
  interaction.settle(new Error("The application did not respond"));
  world.changed();
}

function createView(
  world: World,
  interaction: InteractionRecord,
  acknowledged: Promise<Acknowledgement>,
): SandboxInteraction {
  const { id, token, channelId, userId, replies } = interaction;
  const reply = (): string | undefined => {
    const { original } = interaction;
    return original && !original.loading ? original.content : undefined;
  };
  return {
    id,
    token,
    channelId,
    userId,
    acknowledged,
    reply,
    original: () => interaction.original && toMessageView(world, interaction.original),
    followUps: () => interaction.followUps.map((message) => toMessageView(world, message)),
    replies,
    waitForReply: async (matches = () => true, timeoutMs = 10_000) => {
      const fits = (text: string): boolean =>
        matches instanceof RegExp ? matches.test(text) : matches(text);
      const found = await waitForChange(
        world,
        () => {
          const text = reply();
          return text !== undefined && fits(text) ? { text } : undefined;
        },
        {
          timeoutMs,
          describe: () => `the answer to /${interaction.commandName}; it is: ${reply()}`,
        },
      );
      return found.text;
    },
  };
}

function renderInteraction(
  world: World,
  typing: Typing & { interaction: InteractionRecord; options: readonly TypedOption[] },
): Record<string, unknown> {
  const { interaction, order, channel, command, options } = typing;
  const user = world.users.get(order.userId);
  if (!user) throw new Error(`nobody has the id ${order.userId}`);
  const permissions = toBitField(order.memberPermissions ?? MEMBER_PERMISSIONS);
  const locale = order.locale ?? "en-US";
  const inGuild = {
    guild_id: channel.guildId,
    guild: { id: channel.guildId, locale: "en-US", features: [] },
    guild_locale: "en-US",
    member: { ...renderMember(user), permissions },
  };
  return {
    id: interaction.id,
    application_id: world.application.id,
    type: 2,
    token: interaction.token,
    version: 1,
    ...(channel.guildId === undefined ? { user: renderUser(user) } : inGuild),
    channel_id: channel.id,
    channel: { ...renderChannel(world, channel), permissions },
    app_permissions: toBitField(appPermissions(world, channel)),
    locale,
    entitlements: [],
    authorizing_integration_owners: interaction.owners,
    context: channel.kind === "dm" ? 1 : 0,
    attachment_size_limit: uploadLimitBytes(world, channel.guildId),
    data: {
      id: command.id,
      name: order.name,
      type: 1,
      ...(options.length > 0 ? { options } : {}),
      ...(command.guildId === undefined ? {} : { guild_id: command.guildId }),
    },
  };
}

function appPermissions(
  world: World,
  channel: ChannelRecord,
): readonly (typeof MEMBER_PERMISSIONS)[number][] {
  return channel.kind === "dm" ? MEMBER_PERMISSIONS : channelPermissions(world, channel);
}

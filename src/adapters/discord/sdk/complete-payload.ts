/**
 * Promise: an interaction is answered even if the server sends less than Discord documents (other servers of the same API
 * do), and one that nothing can be done with harms no other.
 *
 * Why around discord.js 14.28.1: its classes throw at an interaction without `entitlements`,
 * `authorizing_integration_owners`, a list of options or a component's message, and know the channel only from `channel`,
 * never from `channel_id`. So they get only the fields that the relay reads, each checked, and defaults for the rest.
 */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  Constants,
  ComponentType,
  InteractionType,
  PermissionsBitField,
  type Client,
} from "discord.js";
import { z } from "zod";
import type { Logger } from "../../../core/ports/logger.ts";
import { INVITE_PERMISSIONS, permissionsIn } from "../access/permissions.ts";

const SLASH_COMMAND: number = ApplicationCommandType.ChatInput;
const MESSAGE_COMMAND: number = ApplicationCommandType.Message;

/** Channel addresses are built from these, and a lone surrogate has no encoding. */
const text = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed());
const optionalText = text.optional().catch(undefined);
/** A bit field. */
const permissions = z.string().regex(/^\d+$/).optional().catch(undefined);
const user = z.object({ id: text, bot: z.boolean().catch(false) });
const channel = z
  .object({
    id: text,
    type: z.number().optional().catch(undefined),
    permissions,
    parent_id: optionalText,
    thread_metadata: z
      .object({ archived: z.boolean().catch(false), locked: z.boolean().catch(false) })
      .optional()
      .catch(undefined),
  })
  // Absent, not undefined: discord.js reads it wherever there is the name.
  .transform(({ thread_metadata: thread, ...rest }) => ({
    ...rest,
    ...(thread && { thread_metadata: thread }),
  }));
const option = z.object({
  name: text,
  type: z.number().catch(ApplicationCommandOptionType.String),
  value: z.union([z.string(), z.number(), z.boolean()]),
  focused: z.boolean().optional().catch(undefined),
});

/** The valid items of a list; the others are dropped. */
const soundItems = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((each) => item.safeParse(each).data ?? []));

/** The valid items of an object whose keys are their ids. */
const soundById = <T extends { readonly id: string }>(item: z.ZodType<T>) =>
  z
    .record(z.string(), z.unknown())
    .transform((items) => Object.values(items))
    .pipe(soundItems(item))
    .transform((items) => Object.fromEntries(items.map((each) => [each.id, each])))
    .catch({});

const embed = z.object({
  title: optionalText,
  url: optionalText,
  description: optionalText,
  fields: soundItems(z.object({ name: z.string(), value: z.string() })),
});
const parts = z.object({ content: z.string().catch(""), embeds: soundItems(embed) });
/** The message whose menu was used. Of a forwarded one, all text is in its snapshots. */
const targetMessage = parts
  .extend({
    // discord.js reads the time in it.
    id: z.string().regex(/^\d{1,20}$/),
    message_snapshots: soundItems(z.object({ message: parts })),
  })
  .transform(({ id, message_snapshots: snapshots, ...own }) => {
    const all = [own, ...snapshots.map(({ message }) => message)];
    return {
      id,
      content: all.map(({ content }) => content).join("\n"),
      embeds: all.flatMap(({ embeds }) => embeds),
    };
  });

const resolved = z
  .object({ channels: soundById(channel), messages: soundById(targetMessage) })
  .catch({ channels: {}, messages: {} });

const command = z
  .object({
    name: text,
    // The type of a command, if it is missing, is a slash command's.
    type: z.number().nullish().catch(0),
    options: soundItems(option),
    target_id: optionalText,
    resolved,
  })
  .transform((data) => ({ ...data, id: "0", type: data.type ?? SLASH_COMMAND }));

const component = z
  .object({
    custom_id: text,
    component_type: z.unknown().optional(),
    values: soundItems(text),
    resolved,
  })
  .transform((data) => ({
    ...data,
    component_type:
      data.component_type === ComponentType.ChannelSelect
        ? ComponentType.ChannelSelect
        : ComponentType.Button,
  }));

const kind = z.discriminatedUnion("type", [
  z.object({ type: z.literal(InteractionType.ApplicationCommand), data: command }),
  z.object({ type: z.literal(InteractionType.ApplicationCommandAutocomplete), data: command }),
  z.object({
    type: z.literal(InteractionType.MessageComponent),
    data: component,
    message: z.object({ flags: z.number().int().nonnegative().catch(0) }).catch({ flags: 0 }),
  }),
]);

const envelope = z.object({
  id: text,
  token: text,
  application_id: text.nullish(),
  guild_id: text.nullish(),
  channel_id: z.unknown().optional(),
  // If it is an object with an id, that counts, sound or not.
  channel: z.looseObject({}).optional().catch(undefined),
  user: user.optional().catch(undefined),
  member: z
    .object({ user: user.optional().catch(undefined), permissions })
    .optional()
    .catch(undefined),
  app_permissions: permissions,
  authorizing_integration_owners: z.object({ 0: z.unknown(), 1: z.unknown() }).partial().catch({}),
  attachment_size_limit: z.int().positive().catch(0),
  locale: optionalText,
  guild_locale: optionalText,
});

const KNOWN: ReadonlySet<unknown> = new Set([
  InteractionType.ApplicationCommand,
  InteractionType.MessageComponent,
  InteractionType.ApplicationCommandAutocomplete,
]);

/**
 * The payload of an interaction as discord.js takes it; `undefined` if it is of a kind that the relay does not offer, or
 * does not say what it is about, who did it where, or how to answer it: its follow could not be kept, nor the person be
 * told anything. What the payload may leave out, `client` knows. Never throws.
 */
export function completePayload(
  event: unknown,
  { client, log }: { client: Client; log: Logger },
): object | undefined {
  const payload = readPayload(event, client);
  if (payload !== "malformed") return payload;
  log.warn({ platform: "discord" }, "command.not_understood");
  return undefined;
}

function readPayload(event: unknown, client: Client): object | "malformed" | undefined {
  const { type } = z.object({ type: z.unknown() }).catch({ type: undefined }).parse(event);
  if (!KNOWN.has(type)) return undefined;
  const what = kind.safeParse(event).data;
  const rest = envelope.safeParse(event).data;
  if (!what || !rest) return "malformed";
  const isComponent = what.type === InteractionType.MessageComponent;
  const isMenu = !isComponent && what.data.type === MESSAGE_COMMAND;
  if (!isComponent && !isMenu && what.data.type !== SLASH_COMMAND) return undefined;
  const target = isMenu ? what.data.resolved.messages[what.data.target_id ?? ""] : undefined;
  if (isMenu && !target) return "malformed";
  const channelId = text.safeParse(rest.channel?.["id"] ?? rest.channel_id).data;
  const person = rest.member?.user ?? rest.user;
  if (channelId === undefined || !person) return "malformed";
  const guildId = rest.guild_id ?? undefined;
  return {
    ...rest,
    ...what,
    data: {
      ...what.data,
      resolved: {
        channels: onlyKnown(what.data.resolved.channels, client),
        ...(target && { messages: { [target.id]: { ...target, channel_id: channelId } } }),
      },
    },
    version: 1,
    application_id: rest.application_id ?? client.application?.id ?? client.user?.id,
    guild_id: guildId,
    channel_id: channelId,
    channel: toChannel(channel.safeParse(rest.channel).data ?? { id: channelId }, guildId),
    user: person,
    member: guildId && rest.member && { ...rest.member, user: person, roles: [] },
    app_permissions: rest.app_permissions ?? appPermissionsIn(client, channelId),
    entitlements: [],
    ...(isComponent && { message: { id: "0", channel_id: channelId, ...what.message } }),
  };
}

/** By what the gateway told of the channel; if it told nothing, the bot was presumably let in as its invite asks. */
const appPermissionsIn = (client: Client, channelId: string): string =>
  (permissionsIn(client, channelId) ?? AS_INVITED).bitfield.toString();

const AS_INVITED = new PermissionsBitField(INVITE_PERMISSIONS.map(({ bit }) => bit));

/**
 * discord.js keeps the channel, if it is told what it is. Only threads are told: a thread may be in no cache, and a
 * cached channel without its permission overwrites would seem to allow too much.
 */
const toChannel = (given: z.infer<typeof channel>, guildId: string | undefined) =>
  guildId !== undefined && THREAD_TYPES.has(given.type)
    ? { ...given, guild_id: guildId }
    : { id: given.id };

/**
 * discord.js also keeps the channels that a person can choose. Only those that the gateway told of: without its permission
 * overwrites, one that the bot may not even see would seem to be open to it, from then on.
 */
const onlyKnown = <T extends object>(chosen: Record<string, T>, { channels }: Client) =>
  Object.fromEntries(Object.entries(chosen).filter(([id]) => channels.cache.has(id)));

const THREAD_TYPES: ReadonlySet<number | undefined> = new Set(Constants.ThreadChannelTypes);

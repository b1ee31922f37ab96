/**
 * The fields of an interaction that the relay reads, each checked, with defaults for what other servers of Discord's API
 * leave out: an interaction is answered even if it says less than Discord documents.
 */
import {
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  PermissionsBitField,
} from "discord.js";
import { z } from "zod";

/** Channel addresses are built from these, and a lone surrogate has no encoding. */
export const text = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed());
const optionalText = text.optional().catch(undefined);
/** A bit field. */
const permissions = z
  .string()
  .regex(/^\d+$/)
  .transform((bits) => new PermissionsBitField(BigInt(bits)).freeze())
  .optional()
  .catch(undefined);
const user = z.object({ id: text, bot: z.boolean().catch(false) });

/** The channel that an interaction comes from, or one that a person chose. */
export const channel = z.object({
  id: text,
  type: z.number().optional().catch(undefined),
  permissions,
  thread_metadata: z
    .object({ archived: z.boolean().catch(false), locked: z.boolean().catch(false) })
    .optional()
    .catch(undefined),
});

const option = z.object({
  name: text,
  value: z.union([z.string(), z.number(), z.boolean()]).transform(String),
  focused: z.boolean().optional().catch(undefined),
});

/** The valid items of a list; the others are dropped. */
const soundItems = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((each) => item.safeParse(each).data ?? []));

/** The valid items of an object, by their ids. */
const soundById = <T extends { readonly id: string }>(item: z.ZodType<T>) =>
  z
    .record(z.string(), z.unknown())
    .transform((items) => Object.values(items))
    .catch([])
    .pipe(soundItems(item))
    .transform((items) => new Map(items.map((each) => [each.id, each] as const)));

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
  .catch({ channels: new Map(), messages: new Map() });

const command = z.object({
  name: text,
  // The type of a command, if it is missing, is a slash command's.
  type: z
    .number()
    .nullish()
    .catch(0)
    .transform((type): number => type ?? ApplicationCommandType.ChatInput),
  options: soundItems(option),
  target_id: optionalText,
  resolved,
});

const component = z.object({
  custom_id: text,
  component_type: z.literal(ComponentType.ChannelSelect).optional().catch(undefined),
  values: soundItems(text),
  resolved,
});

/** What a person did, by the type of the interaction: those that the relay offers. */
export const typedPayload = z.discriminatedUnion("type", [
  z.object({ type: z.literal(InteractionType.ApplicationCommand), data: command }),
  z.object({ type: z.literal(InteractionType.ApplicationCommandAutocomplete), data: command }),
  z.object({
    type: z.literal(InteractionType.MessageComponent),
    data: component,
    message: z.object({ flags: z.number().int().nonnegative().catch(0) }).catch({ flags: 0 }),
  }),
]);

/** Who did it where, and how to answer. */
export const envelope = z.object({
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
  attachment_size_limit: z.int().positive().optional().catch(undefined),
  locale: optionalText,
  guild_locale: optionalText,
});

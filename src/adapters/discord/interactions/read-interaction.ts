import {
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  MessageFlags,
  MessageFlagsBitField,
  PermissionFlagsBits,
  type PermissionsBitField,
} from "discord.js";
import { z } from "zod";
import type { Logger } from "../../../core/ports/logger.ts";
import { AS_INVITED, THREAD_TYPES } from "../access/permissions.ts";
import { channel, typedPayload, envelope, text } from "./interaction-payload.ts";
import type {
  ChosenChannel,
  Component,
  Interaction,
  InteractionCommon,
  MenuCommand,
  SlashCommand,
} from "./interaction.ts";

/** What the connection knows, for payloads that leave it out. */
export interface Knowledge {
  /** `undefined` before the first connection. */
  readonly applicationId: string | undefined;
  /** A channel of a server, with the bot's permissions there; `undefined` if the connection does not know it. */
  channel(
    id: string,
  ): { readonly isThread: boolean; readonly permissions: PermissionsBitField } | undefined;
}

type TypedPayload = z.output<typeof typedPayload>;
type Envelope = z.output<typeof envelope>;

const SLASH_COMMAND: number = ApplicationCommandType.ChatInput;
const MESSAGE_COMMAND: number = ApplicationCommandType.Message;
const OFFERED: ReadonlySet<unknown> = new Set([
  InteractionType.ApplicationCommand,
  InteractionType.MessageComponent,
  InteractionType.ApplicationCommandAutocomplete,
]);

/**
 * Reads the payload of an interaction; `undefined` if it is of a kind that the relay does not offer, or does not say what it is
 * about, who did it where, or how to answer it: its follow could not be kept, nor the person be told anything. Never throws.
 */
export function readInteraction(
  payload: unknown,
  { known, log }: { readonly known: Knowledge; readonly log: Logger },
): Interaction | undefined {
  const { type } = z.object({ type: z.unknown() }).catch({ type: undefined }).parse(payload);
  if (!OFFERED.has(type)) return undefined;
  const what = typedPayload.safeParse(payload).data;
  const who = envelope.safeParse(payload).data;
  const common = who && readCommon(who, known);
  const read = what && common && toInteraction(what, common);
  if (read && read !== "not offered") return read;
  if (!read) log.warn({ platform: "discord" }, "command.not_understood");
  return undefined;
}

/** `undefined` if it does not say what it is about. */
function toInteraction(
  payload: TypedPayload,
  common: InteractionCommon,
): Interaction | "not offered" | undefined {
  if (payload.type === InteractionType.MessageComponent) return toComponent(payload, common);
  const { data } = payload;
  const isMenu = data.type === MESSAGE_COMMAND;
  if (payload.type === InteractionType.ApplicationCommand && isMenu) return toMenu(data, common);
  if (data.type !== SLASH_COMMAND) return "not offered";
  if (payload.type === InteractionType.ApplicationCommand) return toSlashCommand(data, common);
  const focused = data.options.find((option) => option.focused);
  return { ...common, kind: "completion", name: data.name, focused };
}

const toSlashCommand = (
  { name, options, resolved }: Extract<TypedPayload, { type: 2 }>["data"],
  common: InteractionCommon,
): SlashCommand => ({
  ...common,
  kind: "command",
  name,
  options: Object.fromEntries(options.map((option) => [option.name, option.value])),
  chosen: toChosen(resolved.channels),
});

function toMenu(
  { name, target_id: targetId = "", resolved }: Extract<TypedPayload, { type: 2 }>["data"],
  common: InteractionCommon,
): MenuCommand | undefined {
  const target = resolved.messages.get(targetId);
  return target && { ...common, kind: "menu", name, target };
}

const toComponent = (
  { data, message }: Extract<TypedPayload, { type: 3 }>,
  common: InteractionCommon,
): Component => ({
  ...common,
  kind: "component",
  customId: data.custom_id,
  value: data.component_type === ComponentType.ChannelSelect ? data.values[0] : undefined,
  chosen: toChosen(data.resolved.channels),
  isInPrivateMessage: new MessageFlagsBitField(message.flags).has(MessageFlags.Ephemeral),
});

/** `undefined` if it does not say who did it where. */
function readCommon(who: Envelope, known: Knowledge): InteractionCommon | undefined {
  const channelId = text.safeParse(who.channel?.["id"] ?? who.channel_id).data;
  const person = who.member?.user ?? who.user;
  const applicationId = who.application_id ?? known.applicationId;
  if (channelId === undefined || !person || applicationId === undefined) return undefined;
  const { 0: guildOwner, 1: userOwner } = who.authorizing_integration_owners;
  const knownChannel = known.channel(channelId);
  const appPermissions = who.app_permissions ?? knownChannel?.permissions ?? AS_INVITED;
  const here = channel.safeParse(who.channel).data;
  const isThread =
    here?.type === undefined
      ? // Not said and not known: if it is no thread after all, the first post is refused.
        (knownChannel?.isThread ?? !appPermissions.has(PermissionFlagsBits.SendMessages))
      : THREAD_TYPES.has(here.type);
  return {
    id: who.id,
    token: who.token,
    applicationId,
    guildId: who.guild_id ?? undefined,
    channel: { id: channelId, isThread, isLocked: isLocked(here) },
    user: { id: person.id, isBot: person.bot },
    locale: who.locale,
    guildLocale: who.guild_locale,
    appPermissions,
    memberPermissions: who.member?.permissions,
    isOnlyUserInstalled: isSaid(userOwner) && !isSaid(guildOwner),
    uploadLimitBytes: who.attachment_size_limit,
  };
}

const toChosen = (
  channels: ReadonlyMap<string, z.output<typeof channel>>,
): ReadonlyMap<string, ChosenChannel> =>
  new Map(
    [...channels].map(([id, given]) => [
      id,
      {
        type: given.type,
        isThread: THREAD_TYPES.has(given.type),
        isLocked: isLocked(given),
        permissions: given.permissions,
      },
    ]),
  );

/** A post reopens an archived thread, but a locked one only if the author may manage threads. */
const isLocked = (given: z.output<typeof channel> | undefined): boolean =>
  given?.thread_metadata?.archived === true && given.thread_metadata.locked;

const isSaid = (value: unknown): boolean => value !== undefined && value !== null;

import {
  ApplicationCommandType,
  InteractionType,
  type APIChatInputApplicationCommandInteraction,
  type APIUser,
} from "discord.js";

/** A slash command as it comes over the gateway; only what {@link readSlashCommand} checks is sure to be there. */
export type SlashCommand = APIChatInputApplicationCommandInteraction;

/**
 * A slash command; undefined where it is any other interaction. One that does not say which command it is, who gave it
 * where, or how to answer it is "malformed": its follow could not be kept, nor its person be told anything.
 */
export function readSlashCommand(event: unknown): SlashCommand | "malformed" | undefined {
  if (!isObject(event) || event["type"] !== InteractionType.ApplicationCommand) return undefined;
  const { data } = event;
  if (!isObject(data)) return "malformed";
  // The type of the command, where it is left out, is a slash command's.
  if ((data["type"] ?? ApplicationCommandType.ChatInput) !== ApplicationCommandType.ChatInput)
    return undefined;
  const command = event as unknown as SlashCommand;
  const { id, token, guild_id: guildId } = event;
  const isWhole =
    [id, token, data["name"], channelIdOf(command), userOf(command)?.id].every(isText) &&
    [guildId, event["application_id"]].every(
      (given) => given === undefined || given === null || isText(given),
    );
  return isWhole ? command : "malformed";
}

/** The channel or thread it was typed in: documented as always there, but servers of the same API exist that send only its id. */
export function channelOf({ channel }: SlashCommand): SlashCommand["channel"] | undefined {
  return isObject(channel) ? channel : undefined;
}

/** See {@link channelOf}. */
export const channelIdOf = (command: SlashCommand): string =>
  channelOf(command)?.id ?? command.channel_id;

/** Who typed it: a member in a server, a user in a direct message. */
export function userOf(command: SlashCommand): APIUser | undefined {
  const member = command.member as { user?: APIUser } | null | undefined;
  return member?.user ?? command.user ?? undefined;
}

/** What was typed, by the options' names. */
export function optionsOf({ data }: SlashCommand): Record<string, string> {
  const options: unknown = data.options;
  if (!Array.isArray(options)) return {};
  const typed = options.flatMap((option: unknown) =>
    isObject(option) && isText(option["name"]) && isPlain(option["value"])
      ? [[option["name"], String(option["value"])] as const]
      : [],
  );
  return Object.fromEntries(typed);
}

/** Largest file the channel takes, where Discord says so. */
export function uploadLimitOf(command: SlashCommand): number | undefined {
  const limit: unknown = command.attachment_size_limit;
  return Number.isSafeInteger(limit) && Number(limit) > 0 ? Number(limit) : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** Addresses are made of these, and half a character has no encoding. */
const isText = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.isWellFormed();

const isPlain = (value: unknown): boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

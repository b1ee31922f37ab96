import { isDeepStrictEqual } from "node:util";
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  RequestMethod,
  RESTJSONErrorCodes,
  Routes,
} from "discord.js";
import type { Command, CommandOption } from "../../../core/command.ts";
import { ConfigError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { CATALOGUES, type MessageKey } from "../../../messages/translator.ts";
import type { DiscordApi } from "../api/api.ts";
import { discordCodeOf } from "../errors.ts";
import { SHARABLE_TYPES } from "../access/sharing.ts";

/** Discord's names for the languages that the relay speaks besides English. */
const LOCALIZATIONS = {
  de: CATALOGUES.de,
  "es-419": CATALOGUES.es,
  "es-ES": CATALOGUES.es,
  fr: CATALOGUES.fr,
  ja: CATALOGUES.ja,
  "pt-BR": CATALOGUES["pt-BR"],
} as const;

/** The definitions as Discord takes them. Only global commands say where they may be used; a server's own cannot. */
function toDiscordCommands(
  commands: readonly Command[],
  { global }: { global: boolean },
): Record<string, unknown>[] {
  return commands.map((command) => ({
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    ...describe(command.description),
    // Discord wants the required ones first.
    options: Object.entries(command.options)
      .toSorted(([, a], [, b]) => Number(b.required) - Number(a.required))
      .map(([name, option]) => toDiscordOption(name, option)),
    ...(global && {
      // Only a server lets the bot in, to post later; whoever shares one with it can also write to it alone.
      contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
      integration_types: [ApplicationIntegrationType.GuildInstall],
    }),
  }));
}

function toDiscordOption(name: string, option: CommandOption): Record<string, unknown> {
  const { required, kind, choices, suggests } = option;
  return {
    type:
      kind === "channel"
        ? ApplicationCommandOptionType.Channel
        : ApplicationCommandOptionType.String,
    name,
    ...describe(option.description),
    required,
    ...(kind === "channel" && { channel_types: SHARABLE_TYPES }),
    ...(choices && {
      choices: choices.map((value) => toChoice(value, option.choiceNames?.[value])),
    }),
    // Discord takes one or the other.
    ...(suggests && !choices && { autocomplete: true }),
  };
}

/** A description in every language; Discord shows each person their own. */
const describe = (key: MessageKey) => ({
  description: CATALOGUES.en[key],
  description_localizations: localize(key),
});

const toChoice = (value: string, key: MessageKey | undefined) =>
  key
    ? { name: CATALOGUES.en[key], name_localizations: localize(key), value }
    : { name: value, value };

const localize = (key: MessageKey): Record<string, string> =>
  Object.fromEntries(
    Object.entries(LOCALIZATIONS).map(([locale, catalogue]) => [locale, catalogue[key]]),
  );

/** What registration needs. */
export interface Registration {
  readonly api: DiscordApi;
  readonly applicationId: string;
  readonly guildId: string | undefined;
  readonly commands: readonly Command[];
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Makes Discord's commands equal to ours. Writes only if they differ, because Discord limits creations to 200 a day.
 * Resolves with their ids, by name.
 */
export async function registerCommands(
  registration: Registration,
): Promise<ReadonlyMap<string, string>> {
  const { api, applicationId, guildId, signal, log } = registration;
  const route = guildId
    ? Routes.applicationGuildCommands(applicationId, guildId)
    : Routes.applicationCommands(applicationId);
  const wanted = toDiscordCommands(registration.commands, { global: guildId === undefined });
  try {
    // Without being asked Discord leaves the other languages out.
    const query = { with_localizations: "true" };
    const existing = await api.request({ method: RequestMethod.Get, route, query, signal });
    if (isDeepStrictEqual(normalised(existing), normalised(wanted))) return idsOf(existing);
    const written = await api.request({ method: RequestMethod.Put, route, body: wanted, signal });
    const names = wanted.map(({ name }) => name);
    log.info({ platform: "discord", guildId, commands: names }, "discord.commands_registered");
    return idsOf(written);
  } catch (error) {
    throw guildId && GUILD_REFUSED.has(discordCodeOf(error)) ? guildProblem(guildId, error) : error;
  }
}

function idsOf(commands: unknown): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { name, id } of Array.isArray(commands) ? (commands as Record<string, unknown>[]) : [])
    if (typeof name === "string" && typeof id === "string") ids.set(name, id);
  return ids;
}

/** The fields we define, with Discord's defaults filled in, in an order of their own. */
function normalised(commands: unknown): unknown {
  if (!Array.isArray(commands)) return undefined;
  return (commands as Record<string, unknown>[])
    .map(toComparable)
    .toSorted((a, b) => String(a.name).localeCompare(String(b.name)));
}

function toComparable(command: Record<string, unknown>) {
  const isGuildOwn = command["guild_id"] !== undefined;
  const options = (command["options"] ?? []) as Record<string, unknown>[];
  return {
    type: command["type"] ?? ApplicationCommandType.ChatInput,
    name: command["name"],
    description: command["description"],
    description_localizations: command["description_localizations"] ?? {},
    options: options.map(toComparableOption),
    // Discord answers these for a server's own commands too, where they mean nothing.
    contexts: isGuildOwn ? undefined : command["contexts"],
    integration_types: isGuildOwn ? undefined : command["integration_types"],
  };
}

function toComparableOption(option: Record<string, unknown>) {
  const choices = (option["choices"] ?? []) as Record<string, unknown>[];
  const channelTypes = (option["channel_types"] ?? []) as number[];
  return {
    type: option["type"],
    name: option["name"],
    description: option["description"],
    description_localizations: option["description_localizations"] ?? {},
    required: option["required"] ?? false,
    autocomplete: option["autocomplete"] ?? false,
    choices: choices.map(({ name, name_localizations: names, value }) => ({
      name,
      name_localizations: names ?? {},
      value,
    })),
    channel_types: channelTypes.toSorted((a, b) => a - b),
  };
}

/** Discord knows no such server, or the bot is not in it. */
const GUILD_REFUSED: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.UnknownGuild,
  RESTJSONErrorCodes.MissingAccess,
]);

function guildProblem(guildId: string, cause: unknown): ConfigError {
  const problem =
    `DISCORD_GUILD_ID: the bot cannot register commands in the server ${guildId}. ` +
    "Check the number (Copy Server ID in Discord), and invite the bot to that server with the invite link in the log; " +
    "or remove the variable to register everywhere";
  return new ConfigError([problem], { cause });
}

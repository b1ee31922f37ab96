import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  RequestMethod,
  RESTJSONErrorCodes,
  Routes,
  type APIApplicationCommandBasicOption,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  type RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from "discord.js";
import type { Command, CommandOption } from "../../../core/command.ts";
import { typedNames } from "../../../core/command-names.ts";
import { ConfigError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { LocalizedText } from "../../../core/localized-text.ts";
import { localized, translatorFor } from "../../../messages/translator.ts";
import type { DiscordApi } from "../api/api.ts";
import { discordCodeOf } from "../errors.ts";
import type { CommandIds } from "../messages/command-mentions.ts";
import { SHARABLE_TYPES } from "../access/sharing.ts";

/** Discord's names for the languages that the relay speaks besides English. */
const LOCALIZATIONS = ["de", "es-419", "es-ES", "fr", "ja", "pt-BR"];

/** Where a command can be used, which only global commands may say. */
const PLACES = {
  // The app is installed to servers, so that it can post later; members can also use it in its direct messages.
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/** The definition of a slash command in Discord's form, under a name that people type. */
const toSlashCommand = (
  command: Command,
  { typed, places }: { readonly typed: string; readonly places: Partial<typeof PLACES> },
): RESTPostAPIChatInputApplicationCommandsJSONBody => ({
  type: ApplicationCommandType.ChatInput,
  name: typed,
  ...describe(command.description),
  // Discord wants the required ones first.
  options: Object.entries(command.options)
    .toSorted(([, a], [, b]) => Number(b.required) - Number(a.required))
    .map(([name, option]) => toDiscordOption(name, option)),
  ...places,
});

/** The command in the menu of a message, which follows the job named there. */
const followInMenu = (
  places: Partial<typeof PLACES>,
): RESTPostAPIContextMenuApplicationCommandsJSONBody => ({
  type: ApplicationCommandType.Message,
  ...nameOf(localized("shortcut.follow")),
  ...places,
});

function toDiscordOption(name: string, option: CommandOption): APIApplicationCommandBasicOption {
  const { required, kind, choices, suggests } = option;
  const common = { name, ...describe(option.description), required };
  if (kind === "channel")
    return {
      ...common,
      type: ApplicationCommandOptionType.Channel,
      channel_types: [...SHARABLE_TYPES],
    };
  const text = { ...common, type: ApplicationCommandOptionType.String } as const;
  // Discord accepts either choices or autocomplete, not both.
  if (choices)
    return {
      ...text,
      choices: choices.map((value) => toChoice(value, option.choiceNames?.[value])),
    };
  return suggests ? { ...text, autocomplete: true } : text;
}

/** A description in every language; Discord shows each person their own. */
const describe = (text: LocalizedText) => ({
  description: inLocale("en", text),
  description_localizations: localize(text),
});

const toChoice = (value: string, name: LocalizedText | undefined) =>
  name ? { ...nameOf(name), value } : { name: value, value };

/** A name, likewise. */
const nameOf = (text: LocalizedText) => ({
  name: inLocale("en", text),
  name_localizations: localize(text),
});

const localize = (text: LocalizedText): Record<string, string> =>
  Object.fromEntries(LOCALIZATIONS.map((locale) => [locale, inLocale(locale, text)]));

const inLocale = (locale: string, text: LocalizedText): string =>
  translatorFor(locale, "discord").textOf(text);

/** Options of {@link readCommands}. */
interface RegistrationPlace {
  readonly api: DiscordApi;
  readonly applicationId: string;
  /** The only server that gets the commands; `undefined` for all servers. */
  readonly guildId: string | undefined;
  readonly signal?: AbortSignal;
}

/** Options of {@link registerCommands}. */
export interface Registration extends RegistrationPlace {
  readonly commands: readonly Command[];
  /** What the names that people type begin with. */
  readonly commandPrefix: string;
  readonly log: Logger;
}

/**
 * Overwrites Discord's commands with ours, the one in the menu of messages included, in one request; those of an earlier prefix
 * disappear. Discord allows 200 creations a day and counts only names that are new to it (Discord API: Bulk Overwrite
 * Application Commands), so a start may repeat it. Resolves with the slash commands' ids by typed name, which mentions of
 * commands need. Rejects with a ConfigError if Discord refuses the server, else with a PlatformError.
 */
export async function registerCommands(registration: Registration): Promise<CommandIds> {
  const { guildId, commandPrefix, log } = registration;
  const places = guildId === undefined ? PLACES : {};
  const slashCommands = registration.commands.flatMap((command) =>
    typedNames(command.name, commandPrefix).map((typed) =>
      toSlashCommand(command, { typed, places }),
    ),
  );
  const body = [...slashCommands, followInMenu(places)];
  const ids = await request(registration, { method: RequestMethod.Put, body });
  const names = body.map(({ name }) => name);
  log.info({ platform: "discord", guildId, commands: names }, "discord.commands_registered");
  return ids;
}

/**
 * The ids of the commands that another process has registered, by typed name; none of commands that it will register later.
 * Rejects like {@link registerCommands}.
 */
export const readCommands = (place: RegistrationPlace): Promise<CommandIds> =>
  request(place, { method: RequestMethod.Get });

async function request(
  { api, applicationId, guildId, signal }: RegistrationPlace,
  parts: { readonly method: RequestMethod; readonly body?: unknown },
): Promise<CommandIds> {
  const route = guildId
    ? Routes.applicationGuildCommands(applicationId, guildId)
    : Routes.applicationCommands(applicationId);
  try {
    return idsOf(await api.request({ ...parts, route, signal }));
  } catch (error) {
    throw guildId && GUILD_REFUSED.has(discordCodeOf(error)) ? guildProblem(guildId, error) : error;
  }
}

function idsOf(commands: unknown): CommandIds {
  const ids = new Map<string, string>();
  const answered = Array.isArray(commands) ? (commands as Record<string, unknown>[]) : [];
  for (const { type, name, id } of answered)
    if (
      type !== ApplicationCommandType.Message &&
      typeof name === "string" &&
      typeof id === "string"
    )
      ids.set(name, id);
  return ids;
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

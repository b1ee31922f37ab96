import { isDeepStrictEqual } from "node:util";
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  RequestMethod,
  Routes,
} from "discord.js";
import type { Command } from "../../core/command.ts";
import { ConfigError, PlatformError } from "../../core/errors.ts";
import type { Logger } from "../../core/ports.ts";
import type { DiscordApi } from "./api.ts";
import { isTokenRefusal } from "./errors.ts";

/** The definitions as Discord takes them. Only global commands say where they may be used; a server's own cannot. */
function toDiscordCommands(
  commands: readonly Command[],
  { global }: { global: boolean },
): Record<string, unknown>[] {
  return commands.map((command) => ({
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    description: command.description,
    // Discord wants the required ones first.
    options: Object.entries(command.options)
      .toSorted(([, a], [, b]) => Number(b.required) - Number(a.required))
      .map(([name, option]) => ({
        type: ApplicationCommandOptionType.String,
        name,
        description: option.description,
        required: option.required,
      })),
    ...(global && {
      // A result is posted by the bot, which only a server can let in.
      contexts: [InteractionContextType.Guild],
      integration_types: [ApplicationIntegrationType.GuildInstall],
    }),
  }));
}

/** What registration needs. */
export interface Registration {
  readonly api: DiscordApi;
  readonly applicationId: string;
  readonly guildId: string | undefined;
  readonly commands: readonly Command[];
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Makes Discord's commands equal to ours; writes only where they differ, for Discord counts creations (200 a day). */
export async function registerCommands(registration: Registration): Promise<void> {
  const { api, applicationId, guildId, signal, log } = registration;
  const route = guildId
    ? Routes.applicationGuildCommands(applicationId, guildId)
    : Routes.applicationCommands(applicationId);
  const wanted = toDiscordCommands(registration.commands, { global: guildId === undefined });
  try {
    const existing = await api.request({ method: RequestMethod.Get, route, signal });
    if (isDeepStrictEqual(normalised(existing), normalised(wanted))) return;
    await api.request({ method: RequestMethod.Put, route, body: wanted, signal });
  } catch (error) {
    throw guildId && isGuildRefusal(error) ? guildProblem(guildId, error) : error;
  }
  const names = wanted.map(({ name }) => name);
  log.info({ platform: "discord", guildId, commands: names }, "discord.commands_registered");
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
    options: options.map(({ type, name, description, required = false }) => ({
      type,
      name,
      description,
      required,
    })),
    // Discord answers these for a server's own commands too, where they mean nothing.
    contexts: isGuildOwn ? undefined : command["contexts"],
    integration_types: isGuildOwn ? undefined : command["integration_types"],
  };
}

/** Any final answer about a server's commands means the id: there is nothing else in the address that could be wrong. */
function isGuildRefusal(error: unknown): boolean {
  return error instanceof PlatformError && !error.retryable && !isTokenRefusal(error);
}

function guildProblem(guildId: string, cause: unknown): ConfigError {
  const problem =
    `DISCORD_GUILD_ID: the bot cannot register commands in the server ${guildId}. ` +
    "Check the number (Copy Server ID in Discord), and invite the bot to that server with the invite link in the log; " +
    "or remove the variable to register everywhere";
  return new ConfigError([problem], { cause });
}

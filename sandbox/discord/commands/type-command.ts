/**
 * Users type commands, and get choices while they do. Implemented: what Discord's client checks before it sends (the
 * command exists here and for this user, its options fit). Not implemented: sub-commands, resolved
 * users.
 */
import { findChannel } from "../guilds/channel-access.ts";
import { resolveChannels } from "../interactions/resolve-channels.ts";
import {
  optionsOf,
  toPartialOptions,
  toTypedOptions,
  type TypedOption,
} from "./command-options.ts";
import { findCommand, renderCommandData } from "./find-command.ts";
import { createInteraction } from "../interactions/interaction.ts";
import { sendInteraction } from "../interactions/send-interaction.ts";
import type { CommandAction, CompletionAction, WithDefaults } from "../user-actions.ts";
import type { ChannelRecord, CommandRecord, DiscordState } from "../discord-state.ts";
import type { SandboxChoice, SandboxInteraction } from "../views.ts";

/** Types a command as a user: sends the event, starts the 3 seconds. Throws if Discord's client would not allow it. */
export function typeCommand(
  state: DiscordState,
  action: WithDefaults<CommandAction>,
): SandboxInteraction {
  const channel = findChannel(state, action.channelId);
  const command = findCommand(state, channel, { type: 1, name: action.name, action });
  const options = toTypedOptions(command.definition, action.options ?? {});
  const resolved = resolve(state, channel, { command, options, userId: action.userId });
  const { userId, installation } = action;
  const label = `/${action.name}`;
  const interaction = createInteraction(state, { type: 2, label, channel, userId, installation });
  const words = options.map(({ name, value }) => `${name}:${value}`);
  state.announce("interaction", interaction.view, [label, ...words].join(" "));
  const parts = { data: { ...renderData(command, options), ...resolved } };
  sendInteraction(state, { interaction, action, channel, parts });
  return interaction.view;
}

/** Requests choices from the bot, as the client does while an option is typed. */
export async function completeOption(
  state: DiscordState,
  action: WithDefaults<CompletionAction>,
): Promise<readonly SandboxChoice[] | "loading failed"> {
  const channel = findChannel(state, action.channelId);
  const command = findCommand(state, channel, { type: 1, name: action.command, action });
  const { typed, type } = toPartialOptions(
    command.definition,
    action.options ?? {},
    action.focused,
  );
  const { userId, installation } = action;
  const label = `/${action.command} ${action.focused}:`;
  const interaction = createInteraction(state, {
    type: 4,
    label,
    channel,
    userId,
    installation,
    completes: type,
  });
  state.announce("completion", interaction.view, label);
  const parts = { data: renderData(command, typed) };
  sendInteraction(state, { interaction, action, channel, parts });
  try {
    await interaction.view.acknowledged;
    return interaction.choices;
  } catch {
    return "loading failed";
  }
}

const renderData = (
  command: CommandRecord,
  options: readonly TypedOption[],
): Record<string, unknown> => ({
  ...renderCommandData(command),
  ...(options.length > 0 ? { options } : {}),
});

function resolve(
  state: DiscordState,
  { guildId }: ChannelRecord,
  typed: { command: CommandRecord; options: readonly TypedOption[]; userId: string },
): { resolved?: { channels: Record<string, unknown> } } {
  const { command, options, userId } = typed;
  const chosen = options.filter(({ type }) => type === 7);
  if (chosen.length === 0) return {};
  const channels = chosen.map(({ name, value }) => {
    const types = optionsOf(command.definition).find((each) => each.name === name)?.channel_types;
    return resolveChannels(state, [String(value)], { userId, guildId, types });
  });
  return { resolved: { channels: Object.assign({}, ...channels) as Record<string, unknown> } };
}

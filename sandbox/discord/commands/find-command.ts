/** The commands that a user sees in a channel: of the channel's guild or global, and allowed to this user. */
import { permissionsOf, requirePresence } from "../interactions/send-interaction.ts";
import { toBitField } from "../permissions.ts";
import type { CommandAction, CompletionAction, MenuAction, WithDefaults } from "../user-actions.ts";
import type { ChannelRecord, CommandRecord, DiscordState } from "../discord-state.ts";

/** What is looked for. */
interface Wanted {
  /** Discord's number: a slash command (1), a message command (3). */
  readonly type: 1 | 3;
  readonly name: string;
  readonly action: WithDefaults<CommandAction | CompletionAction | MenuAction>;
}

/** Returns the command as this user sees it here. Throws if they see none. */
export function findCommand(
  state: DiscordState,
  channel: ChannelRecord,
  { type, name, action }: Wanted,
): CommandRecord {
  requirePresence(state, channel, action.userId);
  const label = type === 1 ? `/${name}` : name;
  const context = channel.kind === "dm" ? 1 : 0;
  const found = state.commands.filter(({ definition, guildId }) => {
    const contexts = definition["contexts"] as readonly number[] | null;
    const isHere = guildId === undefined ? (contexts?.includes(context) ?? true) : true;
    const isMeant = definition["type"] === type && definition["name"] === name;
    return isMeant && isHere && (guildId ?? channel.guildId) === channel.guildId;
  });
  // The client shows a guild's own command before a global one of the same name.
  const command = found.find(({ guildId }) => guildId !== undefined) ?? found[0];
  if (!command) throw new Error(`the bot has not registered ${label} here`);
  const needed = BigInt((command.definition["default_member_permissions"] as string | null) ?? "0");
  const held = BigInt(toBitField(permissionsOf(state, channel, action)));
  // oxlint-disable-next-line no-bitwise -- Discord's permissions are a bit field
  if (channel.kind !== "dm" && (held & needed) !== needed) {
    throw new Error(`the person may not use ${label} here`);
  }
  return command;
}

/** Returns the part of an interaction's data that names its command. */
export const renderCommandData = ({
  id,
  guildId,
  definition,
}: CommandRecord): Record<string, unknown> => ({
  id,
  name: definition["name"],
  type: definition["type"],
  ...(guildId === undefined ? {} : { guild_id: guildId }),
});

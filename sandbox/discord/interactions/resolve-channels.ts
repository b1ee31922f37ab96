/** Channels that a user chooses, in an option of a command or in a select: the client's checks, and the form they are sent in. */
import { findChannel } from "../guilds/channel-access.ts";
import { isVisibleTo, memberPermissions } from "../guilds/member-access.ts";
import { CHANNEL_TYPES, renderChosenChannel } from "../guilds/render-guild.ts";
import type { DiscordState } from "../discord-state.ts";

/** The user who chooses, the guild, and the allowed types of channels (default: all). */
export interface ChannelChoice {
  readonly userId: string;
  readonly guildId: string | undefined;
  readonly types?: readonly number[] | undefined;
}

/** Returns `resolved.channels` of an interaction. Throws if the client would not offer the channel. */
export function resolveChannels(
  state: DiscordState,
  ids: readonly string[],
  { userId, guildId, types = [] }: ChannelChoice,
): Record<string, unknown> {
  const resolved = ids.map((id) => {
    const channel = findChannel(state, id);
    if (channel.guildId !== guildId || !isVisibleTo(state, channel, userId)) {
      throw new Error(`the person sees no channel ${id} here`);
    }
    if (types.length > 0 && !types.includes(CHANNEL_TYPES[channel.kind])) {
      throw new Error(`the channel ${id} is of another type`);
    }
    const permissions = memberPermissions(state, channel, userId);
    return [id, renderChosenChannel(state, channel, permissions)] as const;
  });
  return Object.fromEntries(resolved);
}

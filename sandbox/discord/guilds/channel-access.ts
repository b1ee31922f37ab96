/** Which channels the bot sees and what it may do there, with Discord's refusals. */
import { answerError } from "../rest/errors.ts";
import type { PermissionName } from "../permissions.ts";
import type { ChannelRecord, DiscordState } from "../discord-state.ts";

const DEFAULT_UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/** Returns a channel by id, even if the bot does not see it. Throws 10003. */
export function findChannel(state: DiscordState, channelId: string): ChannelRecord {
  const channel = state.channels.get(channelId);
  if (!channel) throw answerError("unknownChannel");
  return channel;
}

/** Whether the bot has a permission in a channel. A thread has its parent's permissions, a direct message all. */
export function hasPermission(
  state: DiscordState,
  channel: ChannelRecord,
  name: PermissionName,
): boolean {
  if (channel.kind === "dm") return true;
  const { permissions } = state.channels.get(channel.parentId ?? "") ?? channel;
  return permissions.has("Administrator") || permissions.has(name);
}

/** Returns the bot's permissions in a channel; a thread has its parent's. */
export function channelPermissions(
  state: DiscordState,
  channel: ChannelRecord,
): readonly PermissionName[] {
  return [...(state.channels.get(channel.parentId ?? "") ?? channel).permissions];
}

/** Returns a channel that the bot sees. Throws 10003 or 50001. */
export function visibleChannel(state: DiscordState, channelId: string): ChannelRecord {
  const channel = findChannel(state, channelId);
  const guild = state.guilds.get(channel.guildId ?? "");
  if (guild?.hasBot === false || !hasPermission(state, channel, "ViewChannel")) {
    throw answerError("missingAccess");
  }
  return channel;
}

/** Throws 50013 if the bot lacks a permission. */
export function requirePermission(
  state: DiscordState,
  channel: ChannelRecord,
  name: PermissionName,
): void {
  if (!hasPermission(state, channel, name)) throw answerError("missingPermissions");
}

/** Returns a channel that the bot may post to. Throws as Discord does. Unarchives a thread that is not locked. */
export function writableChannel(state: DiscordState, channelId: string): ChannelRecord {
  const channel = visibleChannel(state, channelId);
  const recipient = state.users.get(channel.recipientId ?? "");
  if (recipient?.bot || recipient?.refusesDirectMessages) throw answerError("cannotMessageUser");
  const needed = channel.kind === "thread" ? "SendMessagesInThreads" : "SendMessages";
  requirePermission(state, channel, needed);
  if (channel.archived && channel.locked && !hasPermission(state, channel, "ManageThreads")) {
    throw answerError("archivedThread");
  }
  return channel;
}

/** Returns the size limit of an attachment in a guild. */
export function uploadLimitBytes(state: DiscordState, guildId: string | undefined): number {
  return state.guilds.get(guildId ?? "")?.uploadLimitBytes ?? DEFAULT_UPLOAD_LIMIT_BYTES;
}

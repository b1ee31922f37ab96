/** Which channels the bot reaches and what it may do there, with Discord's refusals. */
import { answerError } from "../rest/errors.ts";
import type { PermissionName } from "../permissions.ts";
import type { ChannelRecord, World } from "../state.ts";

const DEFAULT_UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/** The channel by id whether or not the bot sees it; throws 10003. */
export function findChannel(world: World, channelId: string): ChannelRecord {
  const channel = world.channels.get(channelId);
  if (!channel) throw answerError("unknownChannel");
  return channel;
}

/** Whether the bot may do something in a channel. A thread has its parent's permissions, a direct message all. */
export function hasPermission(world: World, channel: ChannelRecord, name: PermissionName): boolean {
  if (channel.kind === "dm") return true;
  const { permissions } = world.channels.get(channel.parentId ?? "") ?? channel;
  return permissions.has("Administrator") || permissions.has(name);
}

/** The bot's permissions in a channel, a thread's being its parent's. */
export function channelPermissions(
  world: World,
  channel: ChannelRecord,
): readonly PermissionName[] {
  return [...(world.channels.get(channel.parentId ?? "") ?? channel).permissions];
}

/** A channel that the bot sees; throws 10003 or 50001. */
export function visibleChannel(world: World, channelId: string): ChannelRecord {
  const channel = findChannel(world, channelId);
  const guild = world.guilds.get(channel.guildId ?? "");
  if (guild?.hasBot === false || !hasPermission(world, channel, "ViewChannel")) {
    throw answerError("missingAccess");
  }
  return channel;
}

/** Throws 50013 where the bot lacks it. */
export function requirePermission(
  world: World,
  channel: ChannelRecord,
  name: PermissionName,
): void {
  if (!hasPermission(world, channel, name)) throw answerError("missingPermissions");
}

/** A channel that the bot may post to now. Throws as Discord does; an archived thread without a lock comes back to life. */
export function writableChannel(world: World, channelId: string): ChannelRecord {
  const channel = visibleChannel(world, channelId);
  const recipient = world.users.get(channel.recipientId ?? "");
  if (recipient?.bot || recipient?.refusesDirectMessages) throw answerError("cannotMessageUser");
  const needed = channel.kind === "thread" ? "SendMessagesInThreads" : "SendMessages";
  requirePermission(world, channel, needed);
  if (channel.archived && channel.locked && !hasPermission(world, channel, "ManageThreads")) {
    throw answerError("archivedThread");
  }
  return channel;
}

/** The largest attachment that a channel takes. */
export function uploadLimitBytes(world: World, guildId: string | undefined): number {
  return world.guilds.get(guildId ?? "")?.uploadLimitBytes ?? DEFAULT_UPLOAD_LIMIT_BYTES;
}

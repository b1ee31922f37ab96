/** What users may do and see in channels. */
import { MEMBER_PERMISSIONS } from "./render-guild.ts";
import { PERMISSION_BITS, type PermissionName } from "../permissions.ts";
import type { ChannelRecord, DiscordState } from "../discord-state.ts";

/** Returns a user's permissions. An administrator has all; a thread has its parent's. */
export function memberPermissions(
  state: DiscordState,
  channel: ChannelRecord,
  userId: string,
): readonly PermissionName[] {
  const placeId = channel.parentId ?? channel.id;
  const own = state.users.get(userId)?.permissions.get(placeId);
  return withAdministrator([...(own ?? MEMBER_PERMISSIONS)]);
}

/** Returns all permissions if one of these implies them. */
export const withAdministrator = (names: readonly PermissionName[]): readonly PermissionName[] =>
  names.includes("Administrator") ? (Object.keys(PERMISSION_BITS) as PermissionName[]) : names;

/** Whether a user sees a channel. */
export function isVisibleTo(state: DiscordState, channel: ChannelRecord, userId: string): boolean {
  if (channel.kind === "dm") return channel.recipientId === userId;
  return memberPermissions(state, channel, userId).includes("ViewChannel");
}

/** The users who see the public messages of a channel. */
export const viewersOf = (state: DiscordState, channel: ChannelRecord): string[] =>
  [...state.users.values()]
    .filter(({ id, bot }) => !bot && isVisibleTo(state, channel, id))
    .map(({ id }) => id);

/**
 * Permission names and bits of the real Discord. The stand-in stores one set per channel for the bot and does not compute
 * it from roles and overwrites.
 */
export const PERMISSION_BITS = {
  CreateInstantInvite: 1n << 0n,
  KickMembers: 1n << 1n,
  BanMembers: 1n << 2n,
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  ManageGuild: 1n << 5n,
  AddReactions: 1n << 6n,
  ViewAuditLog: 1n << 7n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  SendTTSMessages: 1n << 12n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseExternalEmojis: 1n << 18n,
  ManageRoles: 1n << 28n,
  ManageWebhooks: 1n << 29n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  SendMessagesInThreads: 1n << 38n,
} as const;

/** A permission by its name in discord.js. */
export type PermissionName = keyof typeof PERMISSION_BITS;

/** The bot's default permissions in a channel: those of the relay's invite and of every member. */
export const DEFAULT_BOT_PERMISSIONS: readonly PermissionName[] = [
  "ViewChannel",
  "SendMessages",
  "SendMessagesInThreads",
  "CreatePublicThreads",
  "EmbedLinks",
  "AttachFiles",
  "ReadMessageHistory",
  "UseApplicationCommands",
];

/** Returns Discord's bit field, a decimal string. Administrator implies the rest. */
export function toBitField(names: Iterable<PermissionName>): string {
  let bits = 0n;
  for (const name of names) bits |= PERMISSION_BITS[name];
  return bits.toString();
}

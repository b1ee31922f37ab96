import { OAuth2Scopes, PermissionFlagsBits, PermissionsBitField } from "discord.js";

/** A permission the relay uses: Discord's bit, and the name its settings show. */
export interface Permission {
  readonly bit: bigint;
  readonly name: string;
}

/** Needed by whoever posts, like one of the next two. */
export const VIEW_CHANNEL = { bit: PermissionFlagsBits.ViewChannel, name: "View Channel" };
/** For everything that is not a thread. */
export const SEND_MESSAGES = { bit: PermissionFlagsBits.SendMessages, name: "Send Messages" };
/** For threads. */
export const SEND_IN_THREADS = {
  bit: PermissionFlagsBits.SendMessagesInThreads,
  name: "Send Messages in Threads",
};
/** Only for channels that get their results in threads of the status messages. */
export const CREATE_THREADS = {
  bit: PermissionFlagsBits.CreatePublicThreads,
  name: "Create Public Threads",
};
const MANAGE_CHANNELS = { bit: PermissionFlagsBits.ManageChannels, name: "Manage Channels" };
const ATTACH_FILES = { bit: PermissionFlagsBits.AttachFiles, name: "Attach Files" };
/** Not needed to post; without it results are no replies and a lost answer cannot be looked up. */
export const READ_HISTORY = {
  bit: PermissionFlagsBits.ReadMessageHistory,
  name: "Read Message History",
};

/** Everything the invite asks for, and nothing more. */
export const INVITE_PERMISSIONS: readonly Permission[] = [
  VIEW_CHANNEL,
  SEND_MESSAGES,
  SEND_IN_THREADS,
  CREATE_THREADS,
  ATTACH_FILES,
  READ_HISTORY,
];

/** What bringing a result into a channel takes. */
export function neededPermissions(place: { isThread: boolean }): readonly Permission[] {
  return [VIEW_CHANNEL, place.isThread ? SEND_IN_THREADS : SEND_MESSAGES, ATTACH_FILES];
}

/** Whether somebody with these permissions may change a channel's settings. */
export const canManageChannel = (bits: bigint): boolean =>
  missingFrom(bits, [MANAGE_CHANNELS]).length === 0;

/** A permission bit field as Discord sends it; `undefined` if it sends none. */
export const toBits = (permissions: unknown): bigint | undefined =>
  typeof permissions === "string" && /^\d+$/.test(permissions) ? BigInt(permissions) : undefined;

/** Those of `needed` that a permission bit field does not have. */
export function missingFrom(bits: bigint, needed: readonly Permission[]): readonly string[] {
  const permissions = new PermissionsBitField(bits);
  return needed.filter(({ bit }) => !permissions.has(bit)).map(({ name }) => name);
}

/** Where somebody who manages a server adds the bot to it, with exactly {@link INVITE_PERMISSIONS}. */
export function inviteUrl(applicationId: string): string {
  const url = new URL("https://discord.com/oauth2/authorize");
  url.searchParams.set("client_id", applicationId);
  url.searchParams.set("scope", `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`);
  url.searchParams.set(
    "permissions",
    INVITE_PERMISSIONS.reduce((sum, { bit }) => sum + bit, 0n).toString(),
  );
  return url.href;
}

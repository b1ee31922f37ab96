import { Constants, OAuth2Scopes, PermissionFlagsBits, PermissionsBitField } from "discord.js";

/** A permission the relay uses: Discord's bit, and the name its settings show. */
export interface Permission {
  readonly bit: bigint;
  readonly name: string;
}

/** Needed to post, with one of the next two. */
export const VIEW_CHANNEL = { bit: PermissionFlagsBits.ViewChannel, name: "View Channel" };
/** For channels that are not threads. */
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
const ATTACH_FILES = { bit: PermissionFlagsBits.AttachFiles, name: "Attach Files" };
/** Not needed to post. Without it, results are not replies, and the message behind a lost answer cannot be found. */
const READ_HISTORY = {
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

/** What a bot may do that was let in as its invite asks. */
export const AS_INVITED = new PermissionsBitField(
  INVITE_PERMISSIONS.map(({ bit }) => bit),
).freeze();

/** Discord's numbers for the types of channels that are threads. */
export const THREAD_TYPES: ReadonlySet<number | undefined> = new Set(Constants.ThreadChannelTypes);

/** The permissions to post a result in a channel. */
export function neededPermissions(place: { isThread: boolean }): readonly Permission[] {
  return [VIEW_CHANNEL, place.isThread ? SEND_IN_THREADS : SEND_MESSAGES, ATTACH_FILES];
}

/** Those of `needed` that are missing from `permissions`, by name. */
export const missingFrom = (
  permissions: Readonly<PermissionsBitField>,
  needed: readonly Permission[],
): readonly string[] => needed.filter(({ bit }) => !permissions.has(bit)).map(({ name }) => name);

/** A channel of a server, and the permissions to post that the bot lacks there, by name. */
export interface ChannelLookUp {
  readonly guildId: string;
  readonly missing: readonly string[];
}

/** Resolves with `undefined` if the bot does not see the channel, or it belongs to no server. Rejects with a PlatformError. */
export type LookUpChannel = (channelId: string) => Promise<ChannelLookUp | undefined>;

/** The link that adds the bot to a server, with exactly {@link INVITE_PERMISSIONS}. */
export function inviteUrl(applicationId: string): string {
  const url = new URL("https://discord.com/oauth2/authorize");
  url.searchParams.set("client_id", applicationId);
  url.searchParams.set("scope", `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`);
  url.searchParams.set("permissions", AS_INVITED.bitfield.toString());
  return url.href;
}

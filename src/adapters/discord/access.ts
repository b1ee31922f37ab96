import { ApplicationIntegrationType, ChannelType, PermissionFlagsBits } from "discord.js";
import type { ChannelAccess } from "../../core/ports.ts";
import { inviteUrl, missingFrom, neededPermissions, READ_HISTORY } from "./permissions.ts";
import { channelIdOf, channelOf, type SlashCommand } from "./slash-command.ts";

/** What the gateway's cache knows the bot to lack in a channel; undefined where it does not know the channel. */
export type MissingInChannel = (channelId: string) => readonly string[] | undefined;

const THREADS: ReadonlySet<ChannelType> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
]);

/** Whether the bot can post a result where a command was typed, from what Discord sends along with the command. */
export function judgeAccess(
  interaction: SlashCommand,
  missingInChannel: MissingInChannel,
): ChannelAccess {
  if ((interaction.guild_id ?? undefined) === undefined) return { ok: true };
  if (isOnlyUserInstalled(interaction)) {
    return {
      ok: false,
      problem: "The bot is not a member of this server, so it cannot post here later.",
      cure: `Somebody who manages the server can add it: ${inviteUrl(interaction.application_id)}`,
    };
  }
  const channel = channelOf(interaction);
  const channelId = channelIdOf(interaction);
  const isThread = channel !== undefined && THREADS.has(channel.type);
  const bits = permissionBits(interaction);
  const missing =
    bits === undefined
      ? missingInChannel(channelId)
      : missingFrom(bits, neededPermissions({ isThread }));
  if (missing && missing.length > 0) return refusal(missing);
  if (isLocked(channel) && !canManageThreads(bits)) {
    return {
      ok: false,
      problem: "This thread is locked, and nothing can be posted in it.",
      cure: "Ask a moderator to unlock the thread, or use the command in another channel.",
    };
  }
  return canReadHistory(bits) ? { ok: true } : { ok: true, weakness: WITHOUT_HISTORY };
}

const WITHOUT_HISTORY =
  "The bot may not read the message history here: results are no replies, and after an outage one could appear twice. Somebody who manages this channel can allow it: Read Message History.";

function canReadHistory(bits: bigint | undefined): boolean {
  return bits === undefined || missingFrom(bits, [READ_HISTORY]).length === 0;
}

function refusal(missing: readonly string[]): ChannelAccess {
  const names = missing.join(", ");
  return {
    ok: false,
    problem: `The bot is missing ${missing.length === 1 ? "a permission" : "permissions"} here: ${names}.`,
    cure: `Somebody who manages this channel can allow it: Edit Channel → Permissions → the bot's role → ${names}.`,
  };
}

/** Installed by the person for themselves, and by nobody for the server. */
function isOnlyUserInstalled(interaction: SlashCommand): boolean {
  // Documented as always there; absent from older servers of the same API.
  const owners = interaction.authorizing_integration_owners as
    | typeof interaction.authorizing_integration_owners
    | null
    | undefined;
  return (
    owners?.[ApplicationIntegrationType.UserInstall] !== undefined &&
    owners[ApplicationIntegrationType.GuildInstall] === undefined
  );
}

/** "0" is an answer too: in a server it says that the bot may do nothing here. */
function permissionBits({
  app_permissions: bits,
}: {
  app_permissions?: string;
}): bigint | undefined {
  return typeof bits === "string" && /^\d+$/.test(bits) ? BigInt(bits) : undefined;
}

/** An archived thread comes back to life at the first post, a locked one only for those who manage threads. */
function isLocked(channel: SlashCommand["channel"] | undefined): boolean {
  return (
    channel !== undefined &&
    "thread_metadata" in channel &&
    channel.thread_metadata?.archived === true &&
    channel.thread_metadata.locked
  );
}

function canManageThreads(bits: bigint | undefined): boolean {
  return (
    bits !== undefined &&
    missingFrom(bits, [{ bit: PermissionFlagsBits.ManageThreads, name: "Manage Threads" }])
      .length === 0
  );
}

import { BaseChannel, ChannelType, type Channel } from "discord.js";
import type { SharingAccess } from "../../../core/invocation.ts";
import { permissionNames, localized } from "../../../messages/translator.ts";
import type { RepliableInteraction } from "../repliable-interaction.ts";
import { isLocked } from "./access.ts";
import {
  missingFrom,
  missingInChannel,
  SEND_IN_THREADS,
  SEND_MESSAGES,
  VIEW_CHANNEL,
} from "./permissions.ts";

/** The types of the channels that a result can be shared into. */
export const SHARABLE_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
] as const;

const isSharable = (type: ChannelType): boolean =>
  (SHARABLE_TYPES as readonly ChannelType[]).includes(type);

/**
 * Whether a person and the bot may both post in a channel that the person has chosen. Discord computes the person's
 * permissions there and sends them along; the bot's come from the gateway's cache.
 */
export function judgeSharing(interaction: RepliableInteraction, channelId: string): SharingAccess {
  const { guildId, client, attachmentSizeLimit } = interaction;
  const chosen = resolvedChannel(interaction, channelId);
  if (guildId === null || !chosen?.permissions || !isSharable(chosen.type))
    return { kind: "no-channel" };
  if (missingFrom(chosen.permissions, [VIEW_CHANNEL]).length > 0) return { kind: "no-channel" };
  const send = chosen.isThread() ? SEND_IN_THREADS : SEND_MESSAGES;
  if (missingFrom(chosen.permissions, [send]).length > 0) return { kind: "person-may-not" };
  const missing = missingInChannel(client, channelId);
  if (chosen.isDMBased() || chosen.guildId !== guildId || !missing) return { kind: "no-channel" };
  if (missing.length > 0) {
    const problem = localized("access.lacks", { names: permissionNames(missing) });
    return { kind: "relay-may-not", problem };
  }
  if (isLocked(chosen)) return { kind: "relay-may-not", problem: localized("access.locked") };
  return {
    kind: "ok",
    channel: { platform: "discord", workspace: guildId, channel: channelId },
    // The server's limit: the same in all of its channels.
    ...(attachmentSizeLimit > 0 && { uploadLimitBytes: attachmentSizeLimit }),
  };
}

/** A channel that was chosen or typed; `undefined` if it is none, or of a server that the bot is not in. */
function resolvedChannel(
  interaction: RepliableInteraction,
  channelId: string,
): Channel | undefined {
  const channels = interaction.isChatInputCommand()
    ? interaction.options.resolved?.channels
    : interaction.isChannelSelectMenu() && interaction.channels;
  const channel = channels ? channels.get(channelId) : undefined;
  return channel instanceof BaseChannel ? channel : undefined;
}

import { ChannelType } from "discord.js";
import type { SharingAccess } from "../../../core/invocation.ts";
import { permissionNames, localized } from "../../../messages/translator.ts";
import { isLocked, THREADS, type MissingInChannel } from "./access.ts";
import { resolvedChannel, uploadLimitOf, type Deed } from "../interactions/interaction.ts";
import {
  missingFrom,
  SEND_IN_THREADS,
  SEND_MESSAGES,
  toBits,
  VIEW_CHANNEL,
} from "./permissions.ts";

/** The server of a channel that the gateway's cache knows. */
export type GuildOfChannel = (channelId: string) => string | undefined;

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
export function judgeSharing(
  interaction: Deed,
  channelId: string,
  cache: { missingInChannel: MissingInChannel; guildOfChannel: GuildOfChannel },
): SharingAccess {
  const { guild_id: guildId } = interaction;
  const chosen = resolvedChannel(interaction, channelId);
  const bits = toBits(chosen?.permissions);
  if (!guildId || !chosen || bits === undefined || !isSharable(chosen.type))
    return { kind: "no-channel" };
  if (missingFrom(bits, [VIEW_CHANNEL]).length > 0) return { kind: "no-channel" };
  const send = THREADS.has(chosen.type) ? SEND_IN_THREADS : SEND_MESSAGES;
  if (missingFrom(bits, [send]).length > 0) return { kind: "person-may-not" };
  const missing = cache.missingInChannel(channelId);
  if (cache.guildOfChannel(channelId) !== guildId || !missing) return { kind: "no-channel" };
  if (missing.length > 0) {
    const problem = localized("access.lacks", { names: permissionNames(missing) });
    return { kind: "relay-may-not", problem };
  }
  if (isLocked(chosen)) return { kind: "relay-may-not", problem: localized("access.locked") };
  const uploadLimitBytes = uploadLimitOf(interaction);
  return {
    kind: "ok",
    channel: { platform: "discord", workspace: guildId, channel: channelId },
    // The server's limit: the same in all of its channels.
    ...(uploadLimitBytes !== undefined && { uploadLimitBytes }),
  };
}

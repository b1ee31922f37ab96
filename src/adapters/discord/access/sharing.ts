import { ChannelType } from "discord.js";
import type { SharingAccess } from "../../../core/invocation.ts";
import { permissionNames, localized } from "../../../messages/translator.ts";
import type { RepliableInteraction } from "../interactions/interaction.ts";
import {
  missingFrom,
  SEND_IN_THREADS,
  SEND_MESSAGES,
  VIEW_CHANNEL,
  type LookUpChannel,
} from "./permissions.ts";

/** The types of the channels that a result can be shared into. */
export const SHARABLE_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
] as const;

const SHARABLE: ReadonlySet<number | undefined> = new Set(SHARABLE_TYPES);

/**
 * Whether a person and the bot may both post in a channel that the person has chosen. Discord computes the person's
 * permissions there and sends them along; the bot's are looked up. Rejects with a PlatformError if Discord does not tell.
 */
export async function judgeSharing(
  interaction: RepliableInteraction,
  { channelId, lookUp }: { readonly channelId: string; readonly lookUp: LookUpChannel },
): Promise<SharingAccess> {
  const { guildId, uploadLimitBytes } = interaction;
  const chosen = interaction.kind === "menu" ? undefined : interaction.chosen.get(channelId);
  if (guildId === undefined || !chosen?.permissions || !SHARABLE.has(chosen.type))
    return { kind: "no-channel" };
  if (missingFrom(chosen.permissions, [VIEW_CHANNEL]).length > 0) return { kind: "no-channel" };
  const send = chosen.isThread ? SEND_IN_THREADS : SEND_MESSAGES;
  if (missingFrom(chosen.permissions, [send]).length > 0) return { kind: "person-may-not" };
  const found = await lookUp(channelId);
  if (found?.guildId !== guildId) return { kind: "no-channel" };
  if (found.missing.length > 0) {
    const problem = localized("access.lacks", { names: permissionNames(found.missing) });
    return { kind: "relay-may-not", problem };
  }
  if (chosen.isLocked) return { kind: "relay-may-not", problem: localized("access.locked") };
  return {
    kind: "ok",
    channel: { platform: "discord", workspace: guildId, channel: channelId },
    // The server's limit: the same in all of its channels.
    ...(uploadLimitBytes !== undefined && { uploadLimitBytes }),
  };
}

import { PermissionFlagsBits } from "discord.js";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import type { CompletionRequest, Invocation } from "../../../core/invocation.ts";
import { judgeAccess } from "../access/access.ts";
import type { LookUpChannel } from "../access/permissions.ts";
import { judgeSharing } from "../access/sharing.ts";
import type { Completion, Interaction, RepliableInteraction } from "./interaction.ts";

/** An interaction as the services see it. */
export function toInvocation(
  interaction: RepliableInteraction,
  { lookUp, reply }: { readonly lookUp: LookUpChannel; readonly reply: Invocation["reply"] },
): Invocation {
  const { uploadLimitBytes } = interaction;
  return {
    ...whoAndWhere(interaction),
    workspaceLocale: interaction.guildLocale,
    ...(uploadLimitBytes !== undefined && { uploadLimitBytes }),
    canManageChannel: async () => canManageChannel(interaction),
    checkAccess: async () => judgeAccess(interaction),
    checkSharing: (channelId) => judgeSharing(interaction, { channelId, lookUp }),
    reply,
  };
}

/** What a person is typing; `undefined` if Discord does not say in which option. */
export function toCompletionRequest(interaction: Completion): CompletionRequest | undefined {
  const { name: command, focused } = interaction;
  return (
    focused && {
      command,
      option: focused.name,
      typed: focused.value,
      ...whoAndWhere(interaction),
    }
  );
}

function whoAndWhere({ guildId, channel, user, locale }: Interaction) {
  const where: ChannelRef = {
    platform: "discord",
    workspace: guildId ?? "@me",
    channel: channel.id,
  };
  return { channel: where, userId: user.id, isBot: user.isBot, locale };
}

/** Discord sends the member's permissions with the interaction. In a direct message, anyone may manage their own. */
function canManageChannel({ guildId, memberPermissions }: RepliableInteraction): boolean {
  if (guildId === undefined) return true;
  if (!memberPermissions)
    throw new PlatformError("unavailable", "Discord did not say what the person may do");
  return memberPermissions.has(PermissionFlagsBits.ManageChannels);
}

import {
  PermissionFlagsBits,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
} from "discord.js";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import type { CompletionRequest, Invocation } from "../../../core/invocation.ts";
import { judgeAccess } from "../access/access.ts";
import { judgeSharing } from "../access/sharing.ts";
import type { RepliableInteraction } from "../repliable-interaction.ts";

/** An interaction as the services see it. */
export function toInvocation(
  interaction: RepliableInteraction,
  reply: Invocation["reply"],
): Invocation {
  const { attachmentSizeLimit } = interaction;
  return {
    ...whoAndWhere(interaction),
    workspaceLocale: interaction.guildLocale ?? undefined,
    ...(attachmentSizeLimit > 0 && { uploadLimitBytes: attachmentSizeLimit }),
    canManageChannel: async () => canManageChannel(interaction),
    checkAccess: async () => judgeAccess(interaction),
    checkSharing: async (channelId) => judgeSharing(interaction, channelId),
    reply,
  };
}

/** What was typed, by the options' names. */
export const optionsOf = ({ options }: ChatInputCommandInteraction): Record<string, string> =>
  Object.fromEntries(options.data.map(({ name, value }) => [name, String(value)]));

/** What a person is typing; `undefined` if Discord does not say in which option. */
export function toCompletionRequest(
  interaction: AutocompleteInteraction,
): CompletionRequest | undefined {
  // Not getFocused, which throws if there is none.
  const focused = interaction.options.data.find((option) => option.focused);
  return (
    focused && {
      command: interaction.commandName,
      option: focused.name,
      typed: String(focused.value),
      ...whoAndWhere(interaction),
    }
  );
}

function whoAndWhere(interaction: RepliableInteraction | AutocompleteInteraction) {
  const channel: ChannelRef = {
    platform: "discord",
    workspace: interaction.guildId ?? "@me",
    channel: interaction.channelId,
  };
  const { user, locale } = interaction;
  return { channel, userId: user.id, isBot: user.bot, locale };
}

/** Discord sends the member's permissions with the interaction. In a direct message, anyone may manage their own. */
function canManageChannel({ guildId, memberPermissions }: RepliableInteraction): boolean {
  if (guildId === null) return true;
  if (memberPermissions === null)
    throw new PlatformError("unavailable", "Discord did not say what the person may do");
  return memberPermissions.has(PermissionFlagsBits.ManageChannels);
}

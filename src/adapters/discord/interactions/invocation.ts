import { PlatformError } from "../../../core/errors.ts";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import type { CompletionRequest, Invocation } from "../../../core/invocation.ts";
import { judgeAccess, type MissingInChannel } from "../access/access.ts";
import {
  channelIdOf,
  focusedOf,
  toTag,
  uploadLimitOf,
  userOf,
  type Deed,
  type Interaction,
  type Typing,
} from "./interaction.ts";
import { canManageChannel, toBits } from "../access/permissions.ts";
import { judgeSharing, type GuildOfChannel } from "../access/sharing.ts";

/** What the gateway's cache is asked for. */
export interface ChannelCache {
  readonly missingInChannel: MissingInChannel;
  readonly guildOfChannel: GuildOfChannel;
}

/** What somebody did, as the services see it. */
export function toInvocation(
  interaction: Deed,
  { cache, reply }: { cache: ChannelCache; reply: Invocation["reply"] },
): Invocation {
  const uploadLimitBytes = uploadLimitOf(interaction);
  return {
    ...whoAndWhere(interaction),
    workspaceLocale: toTag(interaction.guild_locale),
    ...(uploadLimitBytes !== undefined && { uploadLimitBytes }),
    canManageChannel: async () => judgeManaging(interaction),
    checkAccess: async () => judgeAccess(interaction, cache.missingInChannel),
    checkSharing: async (channelId) => judgeSharing(interaction, channelId, cache),
    reply,
  };
}

/** What somebody is typing; `undefined` if Discord does not say which option. */
export function toCompletionRequest(typing: Typing): CompletionRequest | undefined {
  const focused = focusedOf(typing);
  return focused && { command: typing.data.name, ...focused, ...whoAndWhere(typing) };
}

function whoAndWhere(interaction: Interaction) {
  const channel: ChannelRef = {
    platform: "discord",
    workspace: interaction.guild_id ?? "@me",
    channel: channelIdOf(interaction),
  };
  const user = userOf(interaction);
  return {
    channel,
    userId: user?.id ?? "",
    isBot: user?.bot === true,
    locale: toTag((interaction as { locale?: unknown }).locale),
  };
}

/** Discord sends a member's permissions in the channel along; in a direct message everybody manages their own. */
function judgeManaging({ guild_id: guildId, member }: Deed): boolean {
  if (!guildId) return true;
  const bits = toBits(member?.permissions);
  if (bits === undefined)
    throw new PlatformError("unavailable", "Discord did not say what the person may do");
  return canManageChannel(bits);
}

import type { Client, GuildBasedChannel } from "discord.js";
import { missingFrom, neededPermissions, type LookUpChannel } from "../access/permissions.ts";
import type { Knowledge } from "../interactions/read-interaction.ts";

/** What the gateway told of a channel; `undefined` if it told nothing. */
export function cachedChannel(client: Client, channelId: string): ReturnType<Knowledge["channel"]> {
  const channel = inCache(client, channelId);
  const permissions = client.user && channel?.permissionsFor(client.user.id);
  return permissions && channel ? { isThread: channel.isThread(), permissions } : undefined;
}

/** {@link LookUpChannel} in the gateway's cache. */
export const lookUpIn =
  (client: Client): LookUpChannel =>
  async (channelId) => {
    const channel = inCache(client, channelId);
    const known = cachedChannel(client, channelId);
    if (!channel || !known) return undefined;
    return {
      guildId: channel.guildId,
      missing: missingFrom(known.permissions, neededPermissions(known)),
    };
  };

function inCache({ channels }: Client, channelId: string): GuildBasedChannel | undefined {
  const channel = channels.cache.get(channelId);
  return channel && !channel.isDMBased() ? channel : undefined;
}

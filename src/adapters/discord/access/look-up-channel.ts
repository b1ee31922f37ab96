import { OverwriteType, RequestMethod, Routes, type RouteLike } from "discord.js";
import { z } from "zod";
import { PlatformError } from "../../../core/errors.ts";
import type { DiscordApi } from "../api/api.ts";
import { computePermissions } from "./compute-permissions.ts";
import {
  missingFrom,
  neededPermissions,
  THREAD_TYPES,
  type ChannelLookUp,
  type LookUpChannel,
} from "./permissions.ts";

const bits = z.string().regex(/^\d+$/).transform(BigInt);
const channel = z.object({
  type: z.number(),
  guild_id: z.string().optional(),
  parent_id: z.string().nullish(),
  permission_overwrites: z
    .array(z.object({ id: z.string(), type: z.enum(OverwriteType), allow: bits, deny: bits }))
    .default([]),
});
const guild = z.object({
  owner_id: z.string(),
  roles: z.array(z.object({ id: z.string(), permissions: bits })),
});
const member = z.object({
  roles: z.array(z.string()),
  communication_disabled_until: z.string().nullish(),
});

type Api = Pick<DiscordApi, "request" | "now">;

/** {@link LookUpChannel} by asking Discord, for a bot that no gateway tells of channels: three requests, four for a thread. */
export const lookUpByRequest =
  (api: Api, botUserId: string): LookUpChannel =>
  async (channelId) => {
    try {
      return await lookUp(api, { channelId, botUserId });
    } catch (error) {
      if (error instanceof PlatformError && error.code === "channel_lost") return undefined;
      throw error;
    }
  };

async function lookUp(
  api: Api,
  { channelId, botUserId }: { readonly channelId: string; readonly botUserId: string },
): Promise<ChannelLookUp | undefined> {
  const found = await read(api, Routes.channel(channelId), channel);
  const { guild_id: guildId, parent_id: parentId } = found;
  if (guildId === undefined) return undefined;
  const isThread = THREAD_TYPES.has(found.type);
  const [place, server, self] = await Promise.all([
    // A thread has the permissions of its channel.
    isThread && parentId ? read(api, Routes.channel(parentId), channel) : found,
    read(api, Routes.guild(guildId), guild),
    read(api, Routes.guildMember(guildId, botUserId), member),
  ]);
  const permissions = computePermissions({
    guildId,
    userId: botUserId,
    ownerId: server.owner_id,
    roles: server.roles,
    ownRoles: self.roles,
    overwrites: place.permission_overwrites,
    isTimedOut: Date.parse(self.communication_disabled_until ?? "") > api.now(),
  });
  return { guildId, missing: missingFrom(permissions, neededPermissions({ isThread })) };
}

async function read<T>(api: Api, route: RouteLike, schema: z.ZodType<T>): Promise<T> {
  const answer = await api.request({ method: RequestMethod.Get, route });
  const { success, data } = schema.safeParse(answer);
  if (success) return data;
  throw new PlatformError("unavailable", "Discord's answer does not say what the bot may do");
}

import { RequestMethod, RESTJSONErrorCodes, Routes } from "discord.js";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import type { ThreadRequest } from "../../../core/ports/platform.ts";
import { cleanLine, cutText } from "../../../core/text.ts";
import type { DiscordApi } from "../api/api.ts";
import { discordCodeOf } from "../errors.ts";
import { CREATE_THREADS } from "./permissions.ts";

/** Longest name of a thread (Discord API: Start Thread from Message). */
const MAX_NAME = 100;
/** In a thread, and in a direct message, there are no further threads. */
const NO_THREADS: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.CannotExecuteActionOnThisChannelType,
  RESTJSONErrorCodes.CannotExecuteActionOnDMChannel,
]);

/** See PlatformAdapter. A thread has the id of its starter message. */
export async function openThread(
  api: DiscordApi,
  { channel, root, name, signal }: ThreadRequest,
): Promise<ChannelRef> {
  try {
    await api.request({
      method: RequestMethod.Post,
      route: Routes.threads(channel.channel, root.id),
      body: { name: cutText(cleanLine(name), MAX_NAME) || root.id },
      signal,
      missing: async () => [CREATE_THREADS.name],
    });
  } catch (error) {
    const code = discordCodeOf(error);
    if (NO_THREADS.has(code)) return channel;
    // A message has at most one thread: if it has one already, this is it.
    if (code !== RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage) throw error;
  }
  return { ...channel, channel: root.id };
}

/** See PlatformAdapter. Discord opens the conversation with anyone; if they accept none, it refuses the first post. */
export async function openDirect(
  api: DiscordApi,
  { userId, signal }: { userId: string; signal: AbortSignal | undefined },
): Promise<ChannelRef> {
  const answer = await api.request({
    method: RequestMethod.Post,
    route: Routes.userChannels(),
    body: { recipient_id: userId },
    signal,
  });
  const { id } = (answer ?? {}) as { id?: unknown };
  if (typeof id !== "string")
    throw new PlatformError("unavailable", "Discord's answer names no direct conversation");
  return { platform: "discord", workspace: "@me", channel: id };
}

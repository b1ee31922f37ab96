/** What is on people's screens now: everybody's messages, one person's, and the list of channels. */
import { findChannel } from "../guilds/channel-access.ts";
import { toChannelView } from "../guilds/render-guild.ts";
import { toMessageView } from "./render-message.ts";
import { messagesFor } from "./messages-for.ts";
import type { DiscordSandbox } from "../discord-sandbox.ts";
import type { World } from "../state.ts";

/** The part of the handle that looks. */
export const createScreens = (
  world: World,
  defaultChannelId: string,
): Pick<DiscordSandbox, "messages" | "messagesFor" | "channels"> => ({
  messages: (channelId = defaultChannelId) =>
    (world.channels.get(channelId)?.messages ?? [])
      .filter(({ kind }) => kind === "message")
      .map((message) => toMessageView(world, message)),
  messagesFor: (userId, channelId = defaultChannelId) =>
    messagesFor(world, findChannel(world, channelId), userId).map((message) =>
      toMessageView(world, message),
    ),
  channels: () => [...world.channels.values()].map(toChannelView),
});

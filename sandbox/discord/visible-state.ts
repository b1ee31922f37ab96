/** What users see now: public messages, one user's messages, and the list of channels. */
import { findChannel } from "./guilds/channel-access.ts";
import { toChannelView } from "./guilds/render-guild.ts";
import { toMessageView } from "./messages/render-message.ts";
import { messagesFor } from "./messages/messages-for.ts";
import type { DiscordSandbox } from "./discord-sandbox.ts";
import type { DiscordState } from "./discord-state.ts";

/** The part of the sandbox that reads. */
export const createVisibleState = (
  state: DiscordState,
  defaultChannelId: string,
): Pick<DiscordSandbox, "messages" | "messagesFor" | "channels"> => ({
  messages: (channelId = defaultChannelId) =>
    (state.channels.get(channelId)?.messages ?? [])
      .filter(({ kind }) => kind === "message")
      .map((message) => toMessageView(state, message)),
  messagesFor: (userId, channelId = defaultChannelId) =>
    messagesFor(state, findChannel(state, channelId), userId).map((message) =>
      toMessageView(state, message),
    ),
  channels: () => [...state.channels.values()].map(toChannelView),
});

/** Announces every change of what users see, with the users who see it. */
import { viewersOf } from "../guilds/member-access.ts";
import { toMessageView } from "./render-message.ts";
import { toChannelView } from "../guilds/render-guild.ts";
import type { ChannelRecord, MessageRecord, DiscordState } from "../discord-state.ts";
import type { FeedEntry } from "../views.ts";

/** Views are only rendered for listeners, because tests of bursts do not need them. */
const isHeard = (state: DiscordState): boolean => state.events.listenerCount("feed") > 0;

/** Announces a message, public or private. */
export function announceMessage(
  state: DiscordState,
  change: FeedEntry["change"],
  message: MessageRecord,
): void {
  // Discord's own first message of a thread is not shown as a message.
  if (message.kind === "thread-starter" || !isHeard(state)) return state.changed();
  const channel = state.channels.get(message.channelId);
  const viewers = channel ? viewersOf(state, channel) : [];
  const visibleTo =
    message.ephemeral && message.interaction ? [message.interaction.userId] : viewers;
  state.announce("feed", { change, visibleTo, message: toMessageView(state, message) });
}

/** Announces a channel, thread or direct message. */
export function announceChannel(
  state: DiscordState,
  change: FeedEntry["change"],
  channel: ChannelRecord,
): void {
  if (!isHeard(state)) return state.changed();
  const visibleTo = viewersOf(state, channel);
  state.announce("feed", { change, visibleTo, channel: toChannelView(channel) });
}

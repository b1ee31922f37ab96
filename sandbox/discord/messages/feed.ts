/** Tells a page of everything that changes on people's screens, and who sees it. */
import { viewersOf } from "../guilds/member-access.ts";
import { toMessageView } from "./render-message.ts";
import { toChannelView } from "../guilds/render-guild.ts";
import type { ChannelRecord, MessageRecord, DiscordState } from "../discord-state.ts";
import type { FeedEntry } from "../views.ts";

/** Views are only made where somebody listens: tests of bursts have no use for them. */
const isHeard = (state: DiscordState): boolean => state.events.listenerCount("feed") > 0;

/** A message, public or private. */
export function tellMessage(
  state: DiscordState,
  change: FeedEntry["change"],
  message: MessageRecord,
): void {
  // Discord's own line at the head of a thread is not drawn as a message.
  if (message.kind === "thread-starter" || !isHeard(state)) return state.changed();
  const channel = state.channels.get(message.channelId);
  const everybody = channel ? viewersOf(state, channel) : [];
  const visibleTo =
    message.ephemeral && message.interaction ? [message.interaction.userId] : everybody;
  state.announce("feed", { change, visibleTo, message: toMessageView(state, message) });
}

/** A channel, thread or direct message. */
export function tellChannel(
  state: DiscordState,
  change: FeedEntry["change"],
  channel: ChannelRecord,
): void {
  if (!isHeard(state)) return state.changed();
  const visibleTo = viewersOf(state, channel);
  state.announce("feed", { change, visibleTo, channel: toChannelView(channel) });
}

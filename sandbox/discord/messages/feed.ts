/** Tells a page of everything that changes on people's screens, and who sees it. */
import { viewersOf } from "../guilds/member-access.ts";
import { toMessageView } from "./render-message.ts";
import { toChannelView } from "../guilds/render-guild.ts";
import type { ChannelRecord, MessageRecord, World } from "../state.ts";
import type { FeedEntry } from "../views.ts";

/** Views are only made where somebody listens: tests of bursts have no use for them. */
const isHeard = (world: World): boolean => world.events.listenerCount("feed") > 0;

/** A message, public or private. */
export function tellMessage(
  world: World,
  change: FeedEntry["change"],
  message: MessageRecord,
): void {
  // Discord's own line at the head of a thread is not drawn as a message.
  if (message.kind === "thread-starter" || !isHeard(world)) return world.changed();
  const channel = world.channels.get(message.channelId);
  const everybody = channel ? viewersOf(world, channel) : [];
  const visibleTo =
    message.ephemeral && message.interaction ? [message.interaction.userId] : everybody;
  world.announce("feed", { change, visibleTo, message: toMessageView(world, message) });
}

/** A channel, thread or direct message. */
export function tellChannel(
  world: World,
  change: FeedEntry["change"],
  channel: ChannelRecord,
): void {
  if (!isHeard(world)) return world.changed();
  const visibleTo = viewersOf(world, channel);
  world.announce("feed", { change, visibleTo, channel: toChannelView(channel) });
}

/** Channels, threads and direct messages coming, changing and going: the gateway's events and the feed's, in one place. */
import { answerError } from "../rest/errors.ts";
import { channelEvent } from "../gateway/gateway-events.ts";
import { tellChannel, tellMessage } from "../messages/feed.ts";
import { addMessage, dispatchMessage } from "../messages/message-log.ts";
import { DEFAULT_BOT_PERMISSIONS } from "../permissions.ts";
import type { ChannelRecord, MessageRecord, World } from "../state.ts";

const DEFAULT_AUTO_ARCHIVE_MINUTES = 4320;

/** Puts a channel into the world and tells everybody. */
export function addChannel(
  world: World,
  fields: Partial<ChannelRecord> & Pick<ChannelRecord, "kind" | "name">,
): ChannelRecord {
  const channel: ChannelRecord = {
    id: world.nextId(),
    guildId: undefined,
    parentId: undefined,
    recipientId: undefined,
    permissions: new Set(DEFAULT_BOT_PERMISSIONS),
    archived: false,
    locked: false,
    createdAt: world.now(),
    autoArchiveMinutes: DEFAULT_AUTO_ARCHIVE_MINUTES,
    oldEditsAt: [],
    messages: [],
    ...fields,
  };
  world.channels.set(channel.id, channel);
  // Discord tells bots of no direct message before there is something in it.
  if (channel.kind !== "dm") world.events.emit("dispatch", channelEvent(world, "CREATE", channel));
  tellChannel(world, "created", channel);
  return channel;
}

/** Tells of a channel's changed state. */
export function changeChannel(
  world: World,
  channel: ChannelRecord,
  state: Partial<Pick<ChannelRecord, "permissions" | "archived" | "locked">>,
): void {
  Object.assign(channel, state);
  world.events.emit("dispatch", channelEvent(world, "UPDATE", channel));
  tellChannel(world, "edited", channel);
}

/** Takes a channel away with everything in it. */
export function removeChannel(world: World, channel: ChannelRecord): void {
  world.channels.delete(channel.id);
  world.events.emit("dispatch", channelEvent(world, "DELETE", channel));
  tellChannel(world, "deleted", channel);
}

/** The one channel of a person's direct messages with the bot. */
export function openDirectMessage(world: World, recipientId: string): ChannelRecord {
  const open = [...world.channels.values()].find((channel) => channel.recipientId === recipientId);
  return open ?? addChannel(world, { kind: "dm", name: "", recipientId });
}

/** A thread that begins at a message and has its id. Throws 160004 where there is one. */
export function startThread(
  world: World,
  message: MessageRecord,
  fields: { name: string; autoArchiveMinutes: number | undefined },
): ChannelRecord {
  if (world.channels.has(message.id)) throw answerError("threadExists");
  const parent = world.channels.get(message.channelId);
  const guildId = parent?.guildId;
  const thread = addChannel(world, {
    kind: "thread",
    id: message.id,
    name: fields.name,
    guildId,
    parentId: message.channelId,
    autoArchiveMinutes: fields.autoArchiveMinutes ?? DEFAULT_AUTO_ARCHIVE_MINUTES,
  });
  addMessage(world, {
    channelId: thread.id,
    kind: "thread-starter",
    author: world.bot,
    draft: { content: "", attachments: [], embeds: [], components: [] },
    reference: {
      message_id: message.id,
      channel_id: message.channelId,
      ...(guildId === undefined ? {} : { guild_id: guildId }),
    },
  });
  // The message has a thread from now on.
  dispatchMessage(world, "MESSAGE_UPDATE", message);
  tellMessage(world, "edited", message);
  return thread;
}

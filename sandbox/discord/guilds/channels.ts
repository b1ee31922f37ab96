/** Channels, threads and direct messages coming, changing and going: the gateway's events and the feed's, in one place. */
import { answerError } from "../rest/errors.ts";
import { channelEvent } from "../gateway/gateway-events.ts";
import { tellChannel, tellMessage } from "../messages/feed.ts";
import { addMessage, dispatchMessage } from "../messages/message-log.ts";
import { DEFAULT_BOT_PERMISSIONS } from "../permissions.ts";
import type { ChannelRecord, MessageRecord, DiscordState } from "../discord-state.ts";

const DEFAULT_AUTO_ARCHIVE_MINUTES = 4320;

/** Puts a channel into the state and tells everybody. */
export function addChannel(
  state: DiscordState,
  fields: Partial<ChannelRecord> & Pick<ChannelRecord, "kind" | "name">,
): ChannelRecord {
  const channel: ChannelRecord = {
    id: state.nextId(),
    guildId: undefined,
    parentId: undefined,
    recipientId: undefined,
    permissions: new Set(DEFAULT_BOT_PERMISSIONS),
    archived: false,
    locked: false,
    createdAt: state.now(),
    autoArchiveMinutes: DEFAULT_AUTO_ARCHIVE_MINUTES,
    oldEditsAt: [],
    messages: [],
    ...fields,
  };
  state.channels.set(channel.id, channel);
  // Discord tells bots of no direct message before there is something in it.
  if (channel.kind !== "dm") state.events.emit("dispatch", channelEvent(state, "CREATE", channel));
  tellChannel(state, "created", channel);
  return channel;
}

/** Tells of a channel's changed state. */
export function changeChannel(
  state: DiscordState,
  channel: ChannelRecord,
  change: Partial<Pick<ChannelRecord, "permissions" | "archived" | "locked">>,
): void {
  Object.assign(channel, change);
  state.events.emit("dispatch", channelEvent(state, "UPDATE", channel));
  tellChannel(state, "edited", channel);
}

/** Takes a channel away with everything in it. */
export function removeChannel(state: DiscordState, channel: ChannelRecord): void {
  state.channels.delete(channel.id);
  state.events.emit("dispatch", channelEvent(state, "DELETE", channel));
  tellChannel(state, "deleted", channel);
}

/** The one channel of a person's direct messages with the bot. */
export function openDirectMessage(state: DiscordState, recipientId: string): ChannelRecord {
  const open = [...state.channels.values()].find((channel) => channel.recipientId === recipientId);
  return open ?? addChannel(state, { kind: "dm", name: "", recipientId });
}

/** A thread that begins at a message and has its id. Throws 160004 where there is one. */
export function startThread(
  state: DiscordState,
  message: MessageRecord,
  fields: { name: string; autoArchiveMinutes: number | undefined },
): ChannelRecord {
  if (state.channels.has(message.id)) throw answerError("threadExists");
  const parent = state.channels.get(message.channelId);
  const guildId = parent?.guildId;
  const thread = addChannel(state, {
    kind: "thread",
    id: message.id,
    name: fields.name,
    guildId,
    parentId: message.channelId,
    autoArchiveMinutes: fields.autoArchiveMinutes ?? DEFAULT_AUTO_ARCHIVE_MINUTES,
  });
  addMessage(state, {
    channelId: thread.id,
    kind: "thread-starter",
    author: state.bot,
    draft: { content: "", attachments: [], embeds: [], components: [] },
    reference: {
      message_id: message.id,
      channel_id: message.channelId,
      ...(guildId === undefined ? {} : { guild_id: guildId }),
    },
  });
  // The message has a thread from now on.
  dispatchMessage(state, "MESSAGE_UPDATE", message);
  tellMessage(state, "edited", message);
  return thread;
}

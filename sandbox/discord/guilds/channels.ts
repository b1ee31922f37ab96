/** Adds, changes and removes channels, threads and direct messages: state, gateway events and feed in one place. */
import { answerError } from "../rest/errors.ts";
import { channelEvent } from "../gateway/gateway-events.ts";
import { announceChannel, announceMessage } from "../messages/feed.ts";
import { addMessage, dispatchMessage } from "../messages/message-log.ts";
import { DEFAULT_BOT_PERMISSIONS } from "../permissions.ts";
import type { ChannelRecord, MessageRecord, DiscordState } from "../discord-state.ts";

const DEFAULT_AUTO_ARCHIVE_MINUTES = 4320;

/** Adds a channel and announces it. */
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
  // Discord does not announce a direct message to bots before its first message.
  if (channel.kind !== "dm") state.events.emit("dispatch", channelEvent(state, "CREATE", channel));
  announceChannel(state, "created", channel);
  return channel;
}

/** Changes a channel and announces it. */
export function changeChannel(
  state: DiscordState,
  channel: ChannelRecord,
  change: Partial<Pick<ChannelRecord, "permissions" | "archived" | "locked">>,
): void {
  Object.assign(channel, change);
  state.events.emit("dispatch", channelEvent(state, "UPDATE", channel));
  announceChannel(state, "edited", channel);
}

/** Removes a channel with everything in it. */
export function removeChannel(state: DiscordState, channel: ChannelRecord): void {
  state.channels.delete(channel.id);
  state.events.emit("dispatch", channelEvent(state, "DELETE", channel));
  announceChannel(state, "deleted", channel);
}

/** Returns the channel of a user's direct messages with the bot; opens it if there is none. */
export function openDirectMessage(state: DiscordState, recipientId: string): ChannelRecord {
  const open = [...state.channels.values()].find((channel) => channel.recipientId === recipientId);
  return open ?? addChannel(state, { kind: "dm", name: "", recipientId });
}

/** Starts a thread from a message, with the message's id. Throws 160004 if there already is one. */
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
  // The message is rendered with its thread from now on.
  dispatchMessage(state, "MESSAGE_UPDATE", message);
  announceMessage(state, "edited", message);
  return thread;
}

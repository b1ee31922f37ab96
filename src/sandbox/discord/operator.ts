/** What the people who run a guild do to it; each change reaches the bot as the gateway event that Discord would send. */
import { channelPermissions, findChannel } from "./channel-access.ts";
import { channelEvent, guildCreate, guildDelete } from "./gateway-events.ts";
import { toPings } from "./mentions.ts";
import { addMessage, removeMessage } from "./message-log.ts";
import { DEFAULT_BOT_PERMISSIONS } from "./permissions.ts";
import { toMessageView } from "./render-message.ts";
import type { DiscordSandbox, SandboxUser } from "./handle.ts";
import type { ChannelRecord, GuildRecord, World } from "./state.ts";

const DEFAULT_UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/** The part of the handle that changes guilds, channels and people. */
export type Operator = Pick<
  DiscordSandbox,
  | "addGuild"
  | "addChannel"
  | "addThread"
  | "addDirectMessage"
  | "addUser"
  | "setBotPermissions"
  | "botPermissions"
  | "setUploadLimit"
  | "updateThread"
  | "threadState"
  | "deleteChannel"
  | "removeBot"
  | "say"
  | "deleteMessage"
>;

/** See the head of this file. */
export function createOperator(world: World): Operator {
  return { ...createGuildDesk(world), ...createChannelDesk(world), ...createPeople(world) };
}

function findGuild(world: World, guildId: string): GuildRecord {
  const guild = world.guilds.get(guildId);
  if (!guild) throw new Error(`there is no guild ${guildId}`);
  return guild;
}

function createGuildDesk(
  world: World,
): Pick<Operator, "addGuild" | "setUploadLimit" | "removeBot"> {
  return {
    addGuild: ({ name = "Another guild", uploadLimitBytes, hasBot = true } = {}) => {
      const guild: GuildRecord = {
        id: world.nextId(),
        name,
        uploadLimitBytes: uploadLimitBytes ?? DEFAULT_UPLOAD_LIMIT_BYTES,
        hasBot,
      };
      world.guilds.set(guild.id, guild);
      if (hasBot) world.events.emit("dispatch", guildCreate(world, guild));
      return guild.id;
    },
    setUploadLimit: (guildId, maxBytes) => {
      findGuild(world, guildId).uploadLimitBytes = maxBytes;
    },
    removeBot: (guildId) => {
      const guild = findGuild(world, guildId);
      guild.hasBot = false;
      world.events.emit("dispatch", guildDelete(guild));
      world.changed();
    },
  };
}

function addChannelRecord(
  world: World,
  fields: Partial<ChannelRecord> & Pick<ChannelRecord, "kind" | "name">,
): string {
  const channel: ChannelRecord = {
    id: world.nextId(),
    guildId: undefined,
    parentId: undefined,
    recipientId: undefined,
    permissions: new Set(DEFAULT_BOT_PERMISSIONS),
    archived: false,
    locked: false,
    messages: [],
    ...fields,
  };
  world.channels.set(channel.id, channel);
  // A direct message announces itself only to clients with its intent; the relay has no use for that.
  if (channel.kind !== "dm") world.events.emit("dispatch", channelEvent(world, "CREATE", channel));
  return channel.id;
}

function createChannelDesk(
  world: World,
): Omit<
  Operator,
  "addGuild" | "setUploadLimit" | "removeBot" | "addUser" | "say" | "deleteMessage"
> {
  const changed = (channel: ChannelRecord): void => {
    world.events.emit("dispatch", channelEvent(world, "UPDATE", channel));
    world.changed();
  };
  return {
    addChannel: ({ guildId, name = "another-channel", botPermissions } = {}) =>
      addChannelRecord(world, {
        kind: "text",
        name,
        guildId,
        ...(botPermissions ? { permissions: new Set(botPermissions) } : {}),
      }),
    addThread: ({ parentId, name = "a thread", archived = false, locked = false }) => {
      const { guildId } = findChannel(world, parentId);
      return addChannelRecord(world, { kind: "thread", name, guildId, parentId, archived, locked });
    },
    addDirectMessage: (recipientId) =>
      addChannelRecord(world, { kind: "dm", name: "", recipientId }),
    setBotPermissions: (channelId, names) => {
      const channel = findChannel(world, channelId);
      channel.permissions = new Set(names);
      changed(channel);
    },
    botPermissions: (channelId) => channelPermissions(world, findChannel(world, channelId)),
    updateThread: (threadId, state) => {
      const thread = findChannel(world, threadId);
      Object.assign(thread, state);
      changed(thread);
    },
    threadState: (threadId) => {
      const { archived, locked } = findChannel(world, threadId);
      return { archived, locked };
    },
    deleteChannel: (channelId) => {
      const channel = findChannel(world, channelId);
      world.channels.delete(channelId);
      world.events.emit("dispatch", channelEvent(world, "DELETE", channel));
      world.changed();
    },
  };
}

function createPeople(world: World): Pick<Operator, "addUser" | "say" | "deleteMessage"> {
  return {
    addUser: ({ username = "somebody", globalName = "Somebody" } = {}) => {
      const user: SandboxUser = { id: world.nextId(), username, globalName };
      world.users.set(user.id, user);
      return user;
    },
    say: (channelId, userId, content) => {
      const user = world.users.get(userId);
      if (!user) throw new Error(`nobody has the id ${userId}`);
      const message = addMessage(world, {
        channelId: findChannel(world, channelId).id,
        author: { ...user, bot: false },
        draft: { content, attachments: [], embeds: [], components: [] },
        pings: toPings(content, {
          allowed: undefined,
          authorId: userId,
          mayMentionEveryone: false,
        }),
      });
      return toMessageView(world, message);
    },
    deleteMessage: (channelId, messageId) => {
      const channel = findChannel(world, channelId);
      const message = channel.messages.find(({ id }) => id === messageId);
      if (!message) throw new Error(`there is no message ${messageId}`);
      removeMessage(world, message);
    },
  };
}

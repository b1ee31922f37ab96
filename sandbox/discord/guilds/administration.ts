/** What the people who run a guild do to it; each change reaches the bot as the gateway event that Discord would send. */
import { channelPermissions, findChannel } from "./channel-access.ts";
import { addChannel, changeChannel, openDirectMessage, removeChannel } from "./channels.ts";
import { guildCreate, guildDelete } from "../gateway/gateway-events.ts";
import { createPeople, type People } from "./people.ts";
import type { DiscordSandbox } from "../discord-sandbox.ts";
import type { GuildRecord, World } from "../state.ts";

const DEFAULT_UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

type GuildDesk = Pick<
  DiscordSandbox,
  "addGuild" | "setGuildLocale" | "setUploadLimit" | "removeBot"
>;
type ChannelDesk = Pick<
  DiscordSandbox,
  | "addChannel"
  | "addThread"
  | "addDirectMessage"
  | "setBotPermissions"
  | "botPermissions"
  | "updateThread"
  | "threadState"
  | "deleteChannel"
>;
/** The part of the handle that changes guilds, channels and people. */
export type Operator = GuildDesk & ChannelDesk & People;

/** See the head of this file. */
export function createOperator(world: World): Operator {
  return { ...createGuildDesk(world), ...createChannelDesk(world), ...createPeople(world) };
}

function findGuild(world: World, guildId: string): GuildRecord {
  const guild = world.guilds.get(guildId);
  if (!guild) throw new Error(`there is no guild ${guildId}`);
  return guild;
}

function createGuildDesk(world: World): GuildDesk {
  return {
    addGuild: ({
      name = "Another guild",
      uploadLimitBytes,
      hasBot = true,
      preferredLocale = "en-US",
    } = {}) => {
      const guild: GuildRecord = {
        id: world.nextId(),
        name,
        uploadLimitBytes: uploadLimitBytes ?? DEFAULT_UPLOAD_LIMIT_BYTES,
        hasBot,
        preferredLocale,
      };
      world.guilds.set(guild.id, guild);
      if (hasBot) world.events.emit("dispatch", guildCreate(world, guild));
      return guild.id;
    },
    setGuildLocale: (guildId, locale) => {
      findGuild(world, guildId).preferredLocale = locale;
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

function createChannelDesk(world: World): ChannelDesk {
  return {
    addChannel: ({ guildId, name = "another-channel", botPermissions } = {}) =>
      addChannel(world, {
        kind: "text",
        name,
        guildId,
        ...(botPermissions ? { permissions: new Set(botPermissions) } : {}),
      }).id,
    addThread: ({ parentId, name = "a thread", archived = false, locked = false }) => {
      const { guildId } = findChannel(world, parentId);
      return addChannel(world, { kind: "thread", name, guildId, parentId, archived, locked }).id;
    },
    addDirectMessage: (recipientId) => openDirectMessage(world, recipientId).id,
    setBotPermissions: (channelId, names) =>
      changeChannel(world, findChannel(world, channelId), { permissions: new Set(names) }),
    botPermissions: (channelId) => channelPermissions(world, findChannel(world, channelId)),
    updateThread: (threadId, state) => changeChannel(world, findChannel(world, threadId), state),
    threadState: (threadId) => {
      const { archived, locked } = findChannel(world, threadId);
      return { archived, locked };
    },
    deleteChannel: (channelId) => removeChannel(world, findChannel(world, channelId)),
  };
}

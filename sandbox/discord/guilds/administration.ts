/** Changes by the administrators of a guild. Each change reaches the bot as the gateway event that Discord would send. */
import { channelPermissions, findChannel } from "./channel-access.ts";
import { addChannel, changeChannel, openDirectMessage, removeChannel } from "./channels.ts";
import { guildCreate, guildDelete } from "../gateway/gateway-events.ts";
import { createPeople, type People } from "./people.ts";
import type { DiscordSandbox } from "../discord-sandbox.ts";
import type { GuildRecord, DiscordState } from "../discord-state.ts";

const DEFAULT_UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

type GuildAdministration = Pick<
  DiscordSandbox,
  "addGuild" | "setGuildLocale" | "setUploadLimit" | "removeBot"
>;
type ChannelAdministration = Pick<
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
/** The part of the sandbox that changes guilds, channels and users. */
export type Administration = GuildAdministration & ChannelAdministration & People;

/** See the head of this file. */
export function createAdministration(state: DiscordState): Administration {
  return {
    ...createGuildAdministration(state),
    ...createChannelAdministration(state),
    ...createPeople(state),
  };
}

function findGuild(state: DiscordState, guildId: string): GuildRecord {
  const guild = state.guilds.get(guildId);
  if (!guild) throw new Error(`there is no guild ${guildId}`);
  return guild;
}

function createGuildAdministration(state: DiscordState): GuildAdministration {
  return {
    addGuild: ({
      name = "Another guild",
      uploadLimitBytes,
      hasBot = true,
      preferredLocale = "en-US",
    } = {}) => {
      const guild: GuildRecord = {
        id: state.nextId(),
        name,
        uploadLimitBytes: uploadLimitBytes ?? DEFAULT_UPLOAD_LIMIT_BYTES,
        hasBot,
        preferredLocale,
      };
      state.guilds.set(guild.id, guild);
      if (hasBot) state.events.emit("dispatch", guildCreate(state, guild));
      return guild.id;
    },
    setGuildLocale: (guildId, locale) => {
      findGuild(state, guildId).preferredLocale = locale;
    },
    setUploadLimit: (guildId, maxBytes) => {
      findGuild(state, guildId).uploadLimitBytes = maxBytes;
    },
    removeBot: (guildId) => {
      const guild = findGuild(state, guildId);
      guild.hasBot = false;
      state.events.emit("dispatch", guildDelete(guild));
      state.changed();
    },
  };
}

function createChannelAdministration(state: DiscordState): ChannelAdministration {
  return {
    addChannel: ({ guildId, name = "another-channel", botPermissions } = {}) =>
      addChannel(state, {
        kind: "text",
        name,
        guildId,
        ...(botPermissions ? { permissions: new Set(botPermissions) } : {}),
      }).id,
    addThread: ({ parentId, name = "a thread", archived = false, locked = false }) => {
      const { guildId } = findChannel(state, parentId);
      return addChannel(state, { kind: "thread", name, guildId, parentId, archived, locked }).id;
    },
    addDirectMessage: (recipientId) => openDirectMessage(state, recipientId).id,
    setBotPermissions: (channelId, names) =>
      changeChannel(state, findChannel(state, channelId), { permissions: new Set(names) }),
    botPermissions: (channelId) => channelPermissions(state, findChannel(state, channelId)),
    updateThread: (threadId, change) => changeChannel(state, findChannel(state, threadId), change),
    threadState: (threadId) => {
      const { archived, locked } = findChannel(state, threadId);
      return { archived, locked };
    },
    deleteChannel: (channelId) => removeChannel(state, findChannel(state, channelId)),
  };
}

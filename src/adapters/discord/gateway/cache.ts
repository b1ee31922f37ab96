import { Options, type Client, type ClientOptions } from "discord.js";

const NOTHING = 0;

/**
 * Keeps servers, channels, roles and the bot's own membership, which its permissions are computed from, and nothing
 * else: the relay asks Discord for no other object.
 */
export const makeCache: ClientOptions["makeCache"] = Options.cacheWithLimits({
  ApplicationCommandManager: NOTHING,
  ApplicationEmojiManager: NOTHING,
  AutoModerationRuleManager: NOTHING,
  BaseGuildEmojiManager: NOTHING,
  DMMessageManager: NOTHING,
  EntitlementManager: NOTHING,
  GuildBanManager: NOTHING,
  GuildEmojiManager: NOTHING,
  GuildForumThreadManager: NOTHING,
  GuildInviteManager: NOTHING,
  GuildMemberManager: { maxSize: NOTHING, keepOverLimit: ({ id, client }) => isBot(client, id) },
  GuildMessageManager: NOTHING,
  GuildScheduledEventManager: NOTHING,
  GuildStickerManager: NOTHING,
  GuildTextThreadManager: NOTHING,
  MessageManager: NOTHING,
  PresenceManager: NOTHING,
  ReactionManager: NOTHING,
  ReactionUserManager: NOTHING,
  StageInstanceManager: NOTHING,
  ThreadManager: NOTHING,
  ThreadMemberManager: NOTHING,
  UserManager: { maxSize: NOTHING, keepOverLimit: ({ id, client }) => isBot(client, id) },
  VoiceStateManager: NOTHING,
});

const isBot = (client: Client, id: string): boolean => client.user?.id === id;

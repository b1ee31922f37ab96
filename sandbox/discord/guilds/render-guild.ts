/**
 * Guilds and channels in the API's form. The bot's permissions in a channel are sent as an overwrite for the bot, so
 * that discord.js computes the same set that the stand-in enforces.
 */
import { PERMISSION_BITS, toBitField, type PermissionName } from "../permissions.ts";
import { renderUser } from "./render-user.ts";
import type { ChannelRecord, GuildRecord, DiscordState } from "../discord-state.ts";
import type { SandboxChannel } from "../views.ts";

const EVERYONE: readonly PermissionName[] = [
  "ViewChannel",
  "SendMessages",
  "SendMessagesInThreads",
  "EmbedLinks",
  "AttachFiles",
  "AddReactions",
  "ReadMessageHistory",
  "UseApplicationCommands",
];
const ALL = Object.keys(PERMISSION_BITS) as PermissionName[];

/** Permissions of an ordinary member. */
export const MEMBER_PERMISSIONS: readonly PermissionName[] = EVERYONE;

/** GuildWithCountsResponse. */
export function renderGuild(state: DiscordState, guild: GuildRecord): Record<string, unknown> {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: [...state.users.keys()][0] ?? "1",
    application_id: null,
    region: "deprecated",
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: [renderEveryoneRole(guild)],
    default_message_notifications: 1,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: guild.preferredLocale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}

function renderEveryoneRole(guild: GuildRecord): Record<string, unknown> {
  return {
    id: guild.id,
    name: "@everyone",
    permissions: toBitField(EVERYONE),
    position: 0,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

/** Discord's numbers for the types of channels. */
export const CHANNEL_TYPES = { text: 0, dm: 1, thread: 11 } as const;

/** A channel without its messages, for tests and the page. */
export function toChannelView(channel: ChannelRecord): SandboxChannel {
  const { id, kind, name, guildId, parentId, recipientId, archived, locked } = channel;
  return { id, kind, name, guildId, parentId, recipientId, archived, locked };
}

/** The number of messages by users and the bot. */
export const countMessages = ({ messages }: ChannelRecord): number =>
  messages.filter(({ kind }) => kind === "message").length;

/** A channel that a user chose, in an interaction's form, with that user's `permissions` there. */
export function renderChosenChannel(
  state: DiscordState,
  channel: ChannelRecord,
  permissions: readonly PermissionName[],
): Record<string, unknown> {
  const { recipients: _, permission_overwrites: __, ...rest } = renderChannel(state, channel);
  return { ...rest, permissions: toBitField(permissions) };
}

/** GuildChannelResponse, ThreadResponse or PrivateChannelResponse. */
export function renderChannel(
  state: DiscordState,
  channel: ChannelRecord,
): Record<string, unknown> {
  const basics = {
    id: channel.id,
    last_message_id: channel.messages.at(-1)?.id ?? null,
    flags: 0,
    last_pin_timestamp: null,
  };
  if (channel.kind === "dm") {
    const recipient = state.users.get(channel.recipientId ?? "");
    return {
      ...basics,
      type: CHANNEL_TYPES.dm,
      recipients: recipient ? [renderUser(recipient)] : [],
    };
  }
  const place = {
    ...basics,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId ?? null,
    rate_limit_per_user: 0,
  };
  if (channel.kind === "thread") return { ...place, ...renderThreadParts(channel, state) };
  const allow = [...channel.permissions];
  const deny = ALL.filter((name) => !channel.permissions.has(name));
  return {
    ...place,
    type: CHANNEL_TYPES.text,
    topic: null,
    position: 0,
    nsfw: false,
    permission_overwrites: [
      { id: state.bot.id, type: 1, allow: toBitField(allow), deny: toBitField(deny) },
    ],
  };
}

function renderThreadParts(channel: ChannelRecord, state: DiscordState): Record<string, unknown> {
  const at = new Date(channel.createdAt).toISOString();
  const count = countMessages(channel);
  return {
    type: CHANNEL_TYPES.thread,
    owner_id: state.bot.id,
    thread_metadata: {
      archived: channel.archived,
      archive_timestamp: at,
      auto_archive_duration: channel.autoArchiveMinutes,
      locked: channel.locked,
      create_timestamp: at,
    },
    message_count: count,
    member_count: 1,
    total_message_sent: count,
  };
}

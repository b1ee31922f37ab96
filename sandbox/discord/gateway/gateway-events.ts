/** READY, and the events of the Guilds intent about guilds and channels. */
import { renderApplication, renderMember, renderSelf } from "../guilds/render-user.ts";
import { renderChannel, renderGuild } from "../guilds/render-guild.ts";
import type { Session } from "./gateway-session.ts";
import type { ChannelRecord, Dispatch, GuildRecord, DiscordState } from "../discord-state.ts";

const GUILDS = 1;

/** The first event of a session; the guilds follow one by one. */
export function renderReady(
  state: DiscordState,
  { session, guildIds }: { session: Session; guildIds: readonly string[] },
): Record<string, unknown> {
  const { id, flags } = renderApplication(state);
  return {
    v: 10,
    user: renderSelf(state),
    guilds: guildIds.map((guildId) => ({ id: guildId, unavailable: true })),
    session_id: session.id,
    resume_gateway_url: state.origin.replace(/^http/, "ws"),
    shard: session.shard,
    application: { id, flags },
    private_channels: [],
    presences: [],
    relationships: [],
    session_type: "normal",
    _trace: ["sandbox"],
  };
}

/** A guild with all its channels, as it becomes available. */
export function guildCreate(state: DiscordState, guild: GuildRecord): Dispatch {
  return {
    event: "GUILD_CREATE",
    guildId: guild.id,
    intents: GUILDS,
    data: () => {
      const channels = [...state.channels.values()].filter(({ guildId }) => guildId === guild.id);
      const ofKind = (kind: ChannelRecord["kind"]): unknown[] =>
        channels
          .filter((channel) => channel.kind === kind)
          .map((channel) => renderChannel(state, channel));
      return {
        ...renderGuild(state, guild),
        joined_at: "2026-01-01T00:00:00.000000+00:00",
        large: false,
        unavailable: false,
        member_count: state.users.size + 1,
        voice_states: [],
        members: [renderMember(state.bot)],
        channels: ofKind("text"),
        threads: ofKind("thread"),
        presences: [],
        stage_instances: [],
        guild_scheduled_events: [],
        soundboard_sounds: [],
      };
    },
  };
}

/** The bot was removed from a guild. */
export const guildDelete = (guild: GuildRecord): Dispatch => ({
  event: "GUILD_DELETE",
  guildId: guild.id,
  intents: GUILDS,
  data: () => ({ id: guild.id }),
});

/** A channel or thread was created, changed or deleted. */
export function channelEvent(
  state: DiscordState,
  kind: "CREATE" | "UPDATE" | "DELETE",
  channel: ChannelRecord,
): Dispatch {
  return {
    event: `${channel.kind === "thread" ? "THREAD" : "CHANNEL"}_${kind}`,
    guildId: channel.guildId,
    intents: GUILDS,
    data: () => ({
      ...renderChannel(state, channel),
      ...(channel.kind === "thread" && kind === "CREATE" ? { newly_created: true } : {}),
    }),
  };
}

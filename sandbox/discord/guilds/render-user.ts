/** Users, members and the application in the API's form, with all guaranteed fields. */
import type { AuthorRecord, DiscordState } from "../discord-state.ts";
import type { SandboxUser } from "../views.ts";

/** UserResponse. */
export function renderUser(user: SandboxUser | AuthorRecord): Record<string, unknown> {
  return {
    id: user.id,
    username: user.username,
    avatar: null,
    discriminator: "0",
    public_flags: 0,
    flags: 0,
    ...("bot" in user && user.bot ? { bot: true } : {}),
    banner: null,
    accent_color: null,
    global_name: user.globalName,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
  };
}

/** UserPIIResponse: the bot itself. */
export function renderSelf(state: DiscordState): Record<string, unknown> {
  return {
    ...renderUser(state.bot),
    mfa_enabled: true,
    locale: "en-US",
    premium_type: 0,
    email: null,
    verified: true,
  };
}

/** GuildMemberResponse without the user, as events carry it. */
export function renderMember(user: SandboxUser): Record<string, unknown> {
  return {
    user: renderUser(user),
    avatar: null,
    banner: null,
    communication_disabled_until: null,
    flags: 0,
    joined_at: "2026-01-01T00:00:00.000000+00:00",
    nick: null,
    pending: false,
    premium_since: null,
    roles: [],
    mute: false,
    deaf: false,
  };
}

/** PrivateApplicationResponse. */
export function renderApplication(state: DiscordState): Record<string, unknown> {
  const guildCount = [...state.guilds.values()].filter(({ hasBot }) => hasBot).length;
  return {
    id: state.application.id,
    name: state.application.name,
    icon: null,
    description: "",
    type: null,
    bot: renderUser(state.bot),
    bot_public: true,
    bot_require_code_grant: false,
    integration_types_config: { "0": {}, "1": {} },
    verify_key: state.keys.publicKey,
    flags: 0,
    flags_new: "0",
    redirect_uris: [],
    interactions_endpoint_url: state.httpTarget?.url ?? null,
    role_connections_verification_url: null,
    owner: renderUser({ id: "1", username: "owner", globalName: "Owner" }),
    approximate_guild_count: guildCount,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  };
}

/** Sends INTERACTION_CREATE, with the fields that all interactions have. */
import { channelPermissions, uploadLimitBytes } from "../guilds/channel-access.ts";
import { isVisibleTo, memberPermissions, withAdministrator } from "../guilds/member-access.ts";
import { toBitField, type PermissionName } from "../permissions.ts";
import { MEMBER_PERMISSIONS, renderChannel } from "../guilds/render-guild.ts";
import { renderMember, renderUser } from "../guilds/render-user.ts";
import { sendByHttp } from "../http/send-by-http.ts";
import type {
  ButtonAction,
  CommandAction,
  CompletionAction,
  MenuAction,
  WithDefaults,
} from "../user-actions.ts";
import type {
  ChannelRecord,
  InteractionRecord,
  PersonRecord,
  DiscordState,
} from "../discord-state.ts";

type Action = CommandAction | MenuAction | CompletionAction | ButtonAction;

/** Returns a user by id. Throws if there is none. */
export function findPerson(state: DiscordState, userId: string): PersonRecord {
  const person = state.users.get(userId);
  if (!person) throw new Error(`nobody has the id ${userId}`);
  return person;
}

/** Throws unless this is a user, not a bot, who sees the channel. */
export function requirePresence(state: DiscordState, channel: ChannelRecord, userId: string): void {
  if (findPerson(state, userId).bot) throw new Error("a bot clicks nothing");
  if (!isVisibleTo(state, channel, userId))
    throw new Error(`the person sees no channel ${channel.id}`);
}

/** Returns the user's permissions in a channel, unless the action overrides them. */
export const permissionsOf = (
  state: DiscordState,
  channel: ChannelRecord,
  action: WithDefaults<Action>,
): readonly PermissionName[] =>
  withAdministrator(action.memberPermissions ?? memberPermissions(state, channel, action.userId));

/** An interaction to send. */
export interface OutgoingInteraction {
  readonly interaction: InteractionRecord;
  readonly action: WithDefaults<Action>;
  readonly channel: ChannelRecord;
  /** The fields of this type of interaction: `data`, and for components `message`. */
  readonly parts: Readonly<Record<string, unknown>>;
}

/** Sends the interaction: by HTTP if the app has an address for that, otherwise over the gateway. */
export function sendInteraction(state: DiscordState, outgoing: OutgoingInteraction): void {
  const data = renderInteraction(state, outgoing);
  if (state.httpTarget) {
    void sendByHttp(state, outgoing.interaction, data);
    return;
  }
  state.events.emit("dispatch", {
    event: "INTERACTION_CREATE",
    guildId: outgoing.channel.guildId,
    intents: 0,
    data: () => data,
  });
}

function renderInteraction(
  state: DiscordState,
  { interaction, action, channel, parts }: OutgoingInteraction,
): Record<string, unknown> {
  const person = findPerson(state, action.userId);
  const permissions = toBitField(permissionsOf(state, channel, action));
  const guildLocale = state.guilds.get(channel.guildId ?? "")?.preferredLocale ?? "en-US";
  const inGuild = {
    guild_id: channel.guildId,
    guild: { id: channel.guildId, locale: guildLocale, features: [] },
    guild_locale: guildLocale,
    member: { ...renderMember(person), permissions },
  };
  return {
    id: interaction.id,
    application_id: state.application.id,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    ...(channel.guildId === undefined ? { user: renderUser(person) } : inGuild),
    channel_id: channel.id,
    channel: { ...renderChannel(state, channel), permissions },
    app_permissions: toBitField(appPermissions(state, channel)),
    locale: action.locale ?? person.locale,
    entitlements: [],
    authorizing_integration_owners: interaction.owners,
    context: channel.kind === "dm" ? 1 : 0,
    attachment_size_limit: uploadLimitBytes(state, channel.guildId),
    ...parts,
  };
}

function appPermissions(state: DiscordState, channel: ChannelRecord): readonly PermissionName[] {
  return channel.kind === "dm" ? MEMBER_PERMISSIONS : channelPermissions(state, channel);
}

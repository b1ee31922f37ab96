/** INTERACTION_CREATE: what is told of every interaction, whatever the person did. */
import { channelPermissions, uploadLimitBytes } from "../guilds/channel-access.ts";
import { isVisibleTo, memberPermissions, withAdministrator } from "../guilds/member-access.ts";
import { toBitField, type PermissionName } from "../permissions.ts";
import { MEMBER_PERMISSIONS, renderChannel } from "../guilds/render-guild.ts";
import { renderMember, renderUser } from "../guilds/render-user.ts";
import type { ButtonOrder, CommandOrder, CompletionOrder, Full } from "../user-actions.ts";
import type { ChannelRecord, InteractionRecord, PersonRecord, World } from "../state.ts";

/** Who did it; only people do. */
export function findPerson(world: World, userId: string): PersonRecord {
  const person = world.users.get(userId);
  if (!person) throw new Error(`nobody has the id ${userId}`);
  return person;
}

/** Throws unless this is a person who has the channel on their screen. */
export function requirePresence(world: World, channel: ChannelRecord, userId: string): void {
  if (findPerson(world, userId).bot) throw new Error("a bot clicks nothing");
  if (!isVisibleTo(world, channel, userId))
    throw new Error(`the person sees no channel ${channel.id}`);
}

/** What a person may do in a channel, unless the order says otherwise. */
export const permissionsOf = (
  world: World,
  channel: ChannelRecord,
  order: Full<CommandOrder | CompletionOrder | ButtonOrder>,
): readonly PermissionName[] =>
  withAdministrator(order.memberPermissions ?? memberPermissions(world, channel, order.userId));

/** An interaction about to be sent. */
export interface Sending {
  readonly interaction: InteractionRecord;
  readonly order: Full<CommandOrder | CompletionOrder | ButtonOrder>;
  readonly channel: ChannelRecord;
  /** What belongs to this type of interaction: `data`, and maybe `message`. */
  readonly parts: Readonly<Record<string, unknown>>;
}

/** Sends the event. */
export function sendInteraction(world: World, sending: Sending): void {
  const data = renderInteraction(world, sending);
  world.events.emit("dispatch", {
    event: "INTERACTION_CREATE",
    guildId: sending.channel.guildId,
    intents: 0,
    data: () => data,
  });
}

function renderInteraction(
  world: World,
  { interaction, order, channel, parts }: Sending,
): Record<string, unknown> {
  const person = findPerson(world, order.userId);
  const permissions = toBitField(permissionsOf(world, channel, order));
  const guildLocale = world.guilds.get(channel.guildId ?? "")?.preferredLocale ?? "en-US";
  const inGuild = {
    guild_id: channel.guildId,
    guild: { id: channel.guildId, locale: guildLocale, features: [] },
    guild_locale: guildLocale,
    member: { ...renderMember(person), permissions },
  };
  return {
    id: interaction.id,
    application_id: world.application.id,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    ...(channel.guildId === undefined ? { user: renderUser(person) } : inGuild),
    channel_id: channel.id,
    channel: { ...renderChannel(world, channel), permissions },
    app_permissions: toBitField(appPermissions(world, channel)),
    locale: order.locale ?? person.locale,
    entitlements: [],
    authorizing_integration_owners: interaction.owners,
    context: channel.kind === "dm" ? 1 : 0,
    attachment_size_limit: uploadLimitBytes(world, channel.guildId),
    ...parts,
  };
}

function appPermissions(world: World, channel: ChannelRecord): readonly PermissionName[] {
  return channel.kind === "dm" ? MEMBER_PERMISSIONS : channelPermissions(world, channel);
}

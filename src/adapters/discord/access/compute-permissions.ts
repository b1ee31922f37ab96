import { OverwriteType, PermissionFlagsBits, PermissionsBitField } from "discord.js";

/** What a member's permissions in a channel follow from. */
export interface PermissionSources {
  /** Also the id of the role that everyone has. */
  readonly guildId: string;
  readonly userId: string;
  readonly ownerId: string;
  /** The roles of the server. */
  readonly roles: readonly { readonly id: string; readonly permissions: bigint }[];
  /** The ids of the member's roles, without the one that everyone has. */
  readonly ownRoles: readonly string[];
  readonly overwrites: readonly Overwrite[];
  readonly isTimedOut: boolean;
}

interface Overwrite {
  readonly id: string;
  readonly type: OverwriteType;
  readonly allow: bigint;
  readonly deny: bigint;
}

const WHILE_TIMED_OUT = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.ReadMessageHistory];

/**
 * The permissions of a member in a channel, in the order that Discord documents: the server's roles, then what the channel says
 * of everyone, of roles, and of the member.
 * https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function computePermissions(sources: PermissionSources): PermissionsBitField {
  const { guildId, userId, ownerId, roles, ownRoles, overwrites, isTimedOut } = sources;
  if (userId === ownerId) return new PermissionsBitField(PermissionsBitField.All);
  const held = new Set([guildId, ...ownRoles]);
  const granted = roles.filter(({ id }) => held.has(id)).map(({ permissions }) => permissions);
  const permissions = new PermissionsBitField(granted);
  if (permissions.has(PermissionFlagsBits.Administrator)) return permissions;
  const ofRoles = overwrites.filter(
    ({ id, type }) => type === OverwriteType.Role && id !== guildId && held.has(id),
  );
  const steps = [
    overwrites.filter(({ id }) => id === guildId),
    ofRoles,
    overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === userId),
  ];
  for (const step of steps) {
    permissions.remove(step.map(({ deny }) => deny));
    permissions.add(step.map(({ allow }) => allow));
  }
  if (!isTimedOut) return permissions;
  return new PermissionsBitField(WHILE_TIMED_OUT.filter((bit) => permissions.has(bit)));
}

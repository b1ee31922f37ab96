import { ApplicationIntegrationType, ChannelType, PermissionFlagsBits } from "discord.js";
import type { ChannelAccess } from "../../../core/invocation.ts";
import { permissionNames, localized } from "../../../messages/translator.ts";
import { channelIdOf, channelOf, type Deed } from "../interactions/interaction.ts";
import { inviteUrl, missingFrom, neededPermissions, READ_HISTORY, toBits } from "./permissions.ts";

/** What the gateway's cache knows the bot to lack in a channel; `undefined` if it does not know the channel. */
export type MissingInChannel = (channelId: string) => readonly string[] | undefined;

/** The channels that are threads. */
export const THREADS: ReadonlySet<ChannelType> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
]);

/** Whether the bot can post a result where somebody did something, from what Discord sends along with it. */
export function judgeAccess(interaction: Deed, missingInChannel: MissingInChannel): ChannelAccess {
  if ((interaction.guild_id ?? undefined) === undefined) return { ok: true };
  if (isOnlyUserInstalled(interaction)) {
    return {
      ok: false,
      problem: localized("access.not-member"),
      cure: localized("access.invite", { url: inviteUrl(interaction.application_id) }),
    };
  }
  const channel = channelOf(interaction);
  const channelId = channelIdOf(interaction);
  const isThread = channel !== undefined && THREADS.has(channel.type);
  // "0" is an answer too: in a server it says that the bot may do nothing here.
  const bits = toBits(interaction.app_permissions);
  const missing =
    bits === undefined
      ? missingInChannel(channelId)
      : missingFrom(bits, neededPermissions({ isThread }));
  if (missing && missing.length > 0) return refusal(missing);
  if (isLocked(channel) && !canManageThreads(bits)) {
    return { ok: false, problem: localized("access.locked"), cure: localized("access.unlock") };
  }
  if (canReadHistory(bits)) return { ok: true };
  return { ok: true, weakness: localized("access.no-history") };
}

function canReadHistory(bits: bigint | undefined): boolean {
  return bits === undefined || missingFrom(bits, [READ_HISTORY]).length === 0;
}

function refusal(missing: readonly string[]): ChannelAccess {
  const names = permissionNames(missing);
  return {
    ok: false,
    problem: localized(missing.length === 1 ? "access.missing-one" : "access.missing-many", {
      names,
    }),
    cure: localized("access.allow", { names }),
  };
}

/** Installed by the person for themselves, and by nobody for the server. */
function isOnlyUserInstalled(interaction: Deed): boolean {
  // Documented as always there; absent from older servers of the same API.
  const owners = interaction.authorizing_integration_owners as
    | typeof interaction.authorizing_integration_owners
    | null
    | undefined;
  return (
    owners?.[ApplicationIntegrationType.UserInstall] !== undefined &&
    owners[ApplicationIntegrationType.GuildInstall] === undefined
  );
}

/** An archived thread comes back to life at the first post, a locked one only for those who manage threads. */
export function isLocked(channel: object | undefined): boolean {
  const metadata = (channel as { thread_metadata?: { archived?: boolean; locked?: boolean } })
    ?.thread_metadata;
  return metadata?.archived === true && metadata.locked === true;
}

function canManageThreads(bits: bigint | undefined): boolean {
  return (
    bits !== undefined &&
    missingFrom(bits, [{ bit: PermissionFlagsBits.ManageThreads, name: "Manage Threads" }])
      .length === 0
  );
}

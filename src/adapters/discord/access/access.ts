import { PermissionFlagsBits, type Channel } from "discord.js";
import type { ChannelAccess } from "../../../core/invocation.ts";
import { permissionNames, localized } from "../../../messages/translator.ts";
import type { RepliableInteraction } from "../repliable-interaction.ts";
import { inviteUrl, missingFrom, neededPermissions } from "./permissions.ts";

/** Whether the bot can post a result in the interaction's channel, from the permissions that Discord sends with it. */
export function judgeAccess(interaction: RepliableInteraction): ChannelAccess {
  const { guildId, channel, appPermissions, applicationId } = interaction;
  if (guildId === null) return { ok: true };
  if (isOnlyUserInstalled(interaction)) {
    return {
      ok: false,
      problem: localized("access.not-member"),
      cure: localized("access.invite", { url: inviteUrl(applicationId) }),
    };
  }
  // The gateway may not have sent this server yet, so this may be a thread. If it is not, the first post is refused.
  const isThread = channel
    ? channel.isThread()
    : !appPermissions.has(PermissionFlagsBits.SendMessages);
  const missing = missingFrom(appPermissions, neededPermissions({ isThread }));
  if (missing.length > 0) return refusal(missing);
  if (isLocked(channel) && !appPermissions.has(PermissionFlagsBits.ManageThreads))
    return { ok: false, problem: localized("access.locked"), cure: localized("access.unlock") };
  if (appPermissions.has(PermissionFlagsBits.ReadMessageHistory)) return { ok: true };
  return { ok: true, weakness: localized("access.no-history") };
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

/** Whether the person installed the app only for themselves, not for the server. */
const isOnlyUserInstalled = ({ authorizingIntegrationOwners }: RepliableInteraction): boolean =>
  authorizingIntegrationOwners.userId !== null && authorizingIntegrationOwners.guildId === null;

/** A post reopens an archived thread, but a locked one only if the author may manage threads. */
export const isLocked = (channel: Channel | null): boolean =>
  channel?.isThread() === true && channel.archived === true && channel.locked === true;

import { PermissionFlagsBits } from "discord.js";
import type { ChannelAccess } from "../../../core/invocation.ts";
import { permissionNames, localized } from "../../../messages/translator.ts";
import type { RepliableInteraction } from "../interactions/interaction.ts";
import { inviteUrl, missingFrom, neededPermissions } from "./permissions.ts";

/** Whether the bot can post a result in the interaction's channel, from the permissions that Discord sends with it. */
export function judgeAccess(interaction: RepliableInteraction): ChannelAccess {
  const { guildId, channel, appPermissions, applicationId } = interaction;
  if (guildId === undefined) return { ok: true };
  if (interaction.isOnlyUserInstalled) {
    return {
      ok: false,
      problem: localized("access.not-member"),
      cure: localized("access.invite", { url: inviteUrl(applicationId) }),
    };
  }
  const missing = missingFrom(appPermissions, neededPermissions(channel));
  if (missing.length > 0) return refusal(missing);
  if (channel.isLocked && !appPermissions.has(PermissionFlagsBits.ManageThreads))
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

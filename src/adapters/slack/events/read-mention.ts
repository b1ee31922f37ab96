import type { EnvelopedEvent, types } from "@slack/bolt";
import { toFollowCommand } from "../../../core/follow/follow-command.ts";
import type { SlackIdentity } from "../api/identity.ts";
import { findMentionedJob } from "./find-job.ts";
import type { Interaction } from "./interaction.ts";
import { toInteraction } from "./to-interaction.ts";
import { toText, type Unchecked } from "./unchecked.ts";

/** A mention of the bot, which follows the job named in the message; `undefined` if the payload is not understood. */
export function readMention(
  body: Unchecked<EnvelopedEvent<types.AppMentionEvent>>,
  identity: SlackIdentity,
): Interaction | undefined {
  const { event, team_id: team } = body ?? {};
  const { botUserId } = identity;
  const botId = event?.bot_id ?? undefined;
  const userId = event?.user ?? botId;
  const parts = {
    key: body?.event_id,
    // `team_id` may be any of the workspaces that share the channel; the authorization is the app's own installation.
    workspace: body?.authorizations?.[0]?.team_id ?? team,
    channel: event?.channel,
    message: event,
    userId,
    // `user_team`: in a shared channel, if it is not the app's; a workspace or an organisation. `team`: if that is absent.
    userTeam: event?.user_team ?? event?.team ?? undefined,
    payloadTeam: body?.is_ext_shared_channel === true ? undefined : team,
    isBot: botId !== undefined || userId === botUserId,
  };
  const job = findMentionedJob(toText(event?.text) ?? "", botUserId);
  return toInteraction(parts, identity, { kind: "command", ...toFollowCommand(job) });
}

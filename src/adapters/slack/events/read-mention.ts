import type { EnvelopedEvent, types } from "@slack/bolt";
import type { SlackIdentity } from "../api/identity.ts";
import { findMentionedJobId } from "./find-job-id.ts";
import {
  toChannelRef,
  toFollowRequest,
  toOnlyTeam,
  toUserTeam,
  type Interaction,
} from "./interaction.ts";
import { isId, toText, type Unchecked } from "./unchecked.ts";

/** A mention of the bot, which follows the job named in the message; `undefined` if the payload is not understood. */
export function readMention(
  body: Unchecked<EnvelopedEvent<types.AppMentionEvent>>,
  identity: SlackIdentity,
): Interaction | undefined {
  const { event, team_id: team } = body ?? {};
  const botId = event?.bot_id ?? undefined;
  const userId = event?.user ?? botId;
  // `team_id` may be any of the workspaces that share the channel; the authorization is the app's own installation.
  const workspace = identity.teamId ?? body?.authorizations?.[0]?.team_id ?? team;
  const channel = toChannelRef({ workspace, channel: event?.channel }, event);
  if (!channel || !isId(userId)) return undefined;
  const { botUserId } = identity;
  const onlyTeam =
    body?.is_ext_shared_channel === true ? undefined : toOnlyTeam(team, channel.workspace);
  return {
    key: toText(body?.event_id),
    channel,
    userId,
    // `user_team`: in a shared channel, if it is not the app's; a workspace or an organisation. `team`: if that is absent.
    userTeam: toUserTeam(event?.user_team ?? event?.team ?? onlyTeam, identity),
    isBot: botId !== undefined || userId === botUserId,
    replaceOriginal: false,
    request: toFollowRequest(findMentionedJobId(toText(event?.text) ?? "", botUserId)),
  };
}

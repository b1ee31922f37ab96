/** Messages that people point the relay to: by a shortcut in a message's menu, or by a mention of the bot. */
import type { EnvelopedEvent, MessageShortcut, types } from "@slack/bolt";
import { COMMAND_NAMES } from "../../../core/command-names.ts";
import type { SlackIdentity } from "../api/identity.ts";
import { findJobId, findMentionedJobId } from "./find-job-id.ts";
import { toChannelRef, toOnlyTeam, toUserTeam, type Interaction } from "./interaction.ts";
import { isId, toText, type Unchecked } from "./unchecked.ts";

/** Where the job id belongs in the command. */
const JOB_ID_OPTION = "jobid";

/** The message shortcut; `undefined` if the payload is not understood. */
export function readShortcut(
  body: Unchecked<MessageShortcut>,
  identity: SlackIdentity = {},
): Interaction | undefined {
  const { message, user, team } = body ?? {};
  const workspace = identity.teamId ?? team?.id ?? user?.team_id;
  const thread = { ts: message?.ts, thread_ts: message?.["thread_ts"] };
  const channel = toChannelRef({ workspace, channel: body?.channel?.id }, thread);
  if (!channel || !message || !isId(user?.id)) return undefined;
  const userTeam = user.team_id === undefined ? toOnlyTeam(team?.id, workspace) : user.team_id;
  const responseUrl = toText(body?.response_url);
  return {
    key: toText(body?.trigger_id) ?? responseUrl,
    channel,
    userId: user.id,
    userTeam: toUserTeam(userTeam, identity),
    userName: toText(user.name),
    isBot: false,
    responseUrl,
    replaceOriginal: false,
    request: toFollowRequest(findJobId(toText(message.text) ?? "")),
  };
}

/** A message that mentions the bot; `undefined` if the payload is not understood. */
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

/** Without an id the command says that it is missing. */
const toFollowRequest = (jobId: string | undefined): Interaction["request"] => ({
  kind: "command",
  name: COMMAND_NAMES.status,
  options: jobId === undefined ? {} : { [JOB_ID_OPTION]: jobId },
});

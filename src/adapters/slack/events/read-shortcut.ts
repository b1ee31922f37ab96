import type { MessageShortcut } from "@slack/bolt";
import type { SlackIdentity } from "../api/identity.ts";
import { findJobId } from "./find-job-id.ts";
import {
  toChannelRef,
  toFollowRequest,
  toOnlyTeam,
  toUserTeam,
  type Interaction,
} from "./interaction.ts";
import { isId, toText, type Unchecked } from "./unchecked.ts";

/** The shortcut in a message's menu, which follows the job named there; `undefined` if the payload is not understood. */
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

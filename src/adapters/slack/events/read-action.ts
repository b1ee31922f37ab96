import type {
  BasicElementAction,
  BlockAction,
  ChannelsSelectAction,
  ConversationsSelectAction,
} from "@slack/bolt";
import type { SlackIdentity } from "../api/identity.ts";
import { parseActionId } from "../messages/action-id.ts";
import { toChannelRef, toOnlyTeam, toUserTeam, type Interaction } from "./interaction.ts";
import { isId, toText, type Unchecked } from "./unchecked.ts";

/** A button, or a menu of channels of either kind. */
type ElementAction = BasicElementAction &
  Partial<Pick<ConversationsSelectAction, "selected_conversation">> &
  Partial<Pick<ChannelsSelectAction, "selected_channel">>;

/**
 * A button that was pressed, or a channel that was chosen, under one of our messages; `undefined` if the payload is not
 * understood.
 */
export function readAction(
  body: Unchecked<BlockAction<ElementAction>>,
  identity: SlackIdentity = {},
): Interaction | undefined {
  const { container, user, team } = body ?? {};
  const workspace = identity.teamId ?? team?.id ?? user?.team_id;
  const message = { ts: container?.["message_ts"], thread_ts: container?.["thread_ts"] };
  const channel = toChannelRef({ workspace, channel: container?.["channel_id"] }, message);
  const action = body?.actions?.[0];
  const actionId = toText(action?.action_id);
  if (!channel || !isId(user?.id) || actionId === undefined) return undefined;
  const userTeam = user.team_id === undefined ? toOnlyTeam(team?.id, workspace) : user.team_id;
  const responseUrl = toText(body?.response_url);
  return {
    key: toText(body?.trigger_id) ?? responseUrl,
    channel,
    userId: user.id,
    userTeam: toUserTeam(userTeam, identity),
    userName: toText(user.username),
    isBot: false,
    responseUrl,
    replaceOriginal: container?.["is_ephemeral"] === true,
    request: {
      kind: "action",
      ...parseActionId(actionId),
      value: toText(action?.selected_conversation) ?? toText(action?.selected_channel),
    },
  };
}

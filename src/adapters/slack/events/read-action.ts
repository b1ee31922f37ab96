import type {
  BasicElementAction,
  BlockAction,
  ChannelsSelectAction,
  ConversationsSelectAction,
} from "@slack/bolt";
import { isAnsweredBeside } from "../../../core/actions.ts";
import type { SlackIdentity } from "../api/identity.ts";
import { parseActionId } from "../messages/action-id.ts";
import type { Interaction } from "./interaction.ts";
import { toInteraction } from "./to-interaction.ts";
import { toText, type Unchecked } from "./unchecked.ts";

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
  const action = body?.actions?.[0];
  const actionId = toText(action?.action_id);
  if (actionId === undefined) return undefined;
  const request = parseActionId(actionId);
  const parts = {
    key: body?.trigger_id,
    workspace: team?.id ?? user?.team_id,
    channel: container?.["channel_id"],
    message: { ts: container?.["message_ts"], thread_ts: container?.["thread_ts"] },
    userId: user?.id,
    userTeam: user?.team_id,
    payloadTeam: team?.id,
    userName: user?.username,
    responseUrl: body?.response_url,
    replaceOriginal: container?.["is_ephemeral"] === true && !isAnsweredBeside(request.name),
  };
  return toInteraction(parts, identity, {
    kind: "action",
    ...request,
    value: toText(action?.selected_conversation) ?? toText(action?.selected_channel),
  });
}

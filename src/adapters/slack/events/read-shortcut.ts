import type { MessageShortcut } from "@slack/bolt";
import { toFollowCommand } from "../../../core/follow/follow-command.ts";
import type { SlackIdentity } from "../api/identity.ts";
import { findJob } from "./find-job.ts";
import type { Interaction } from "./interaction.ts";
import { toInteraction } from "./to-interaction.ts";
import { toText, type Unchecked } from "./unchecked.ts";

/** The shortcut in a message's menu, which follows the job named there; `undefined` if the payload is not understood. */
export function readShortcut(
  body: Unchecked<MessageShortcut>,
  identity: SlackIdentity = {},
): Interaction | undefined {
  const { message, user, team } = body ?? {};
  if (!message) return undefined;
  const parts = {
    key: body?.trigger_id,
    workspace: team?.id ?? user?.team_id,
    channel: body?.channel?.id,
    message: { ts: message.ts, thread_ts: message["thread_ts"] },
    userId: user?.id,
    userTeam: user?.team_id,
    payloadTeam: team?.id,
    userName: user?.name,
    responseUrl: body?.response_url,
  };
  const job = findJob(toText(message.text) ?? "");
  return toInteraction(parts, identity, { kind: "command", ...toFollowCommand(job) });
}

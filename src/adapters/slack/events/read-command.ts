import type { SlashCommand } from "@slack/bolt";
import type { Command } from "../../../core/command.ts";
import type { SlackIdentity } from "../api/identity.ts";
import { parseOptions } from "./command-text.ts";
import { toChannelRef, toUserTeam, type Interaction } from "./interaction.ts";
import { isId, toText, type Unchecked } from "./unchecked.ts";

/** A slash command; `undefined` if the payload is not understood. There are none in threads. */
export function readCommand(
  command: Command,
  body: Unchecked<SlashCommand>,
  identity: SlackIdentity,
): Interaction | undefined {
  // Only people of the workspace that has the app can type its commands, so its team is theirs.
  const workspace = identity.teamId ?? body?.team_id;
  const channel = toChannelRef({ workspace, channel: body?.channel_id });
  if (!channel || !isId(body?.user_id)) return undefined;
  const responseUrl = toText(body.response_url);
  return {
    key: toText(body.trigger_id) ?? responseUrl,
    channel,
    userId: body.user_id,
    userTeam: toUserTeam(body.team_id, identity),
    userName: toText(body.user_name),
    // Slack lets only people type commands; should that change, this is how it names a bot elsewhere.
    isBot: body["bot_id"] !== undefined && body["bot_id"] !== null,
    responseUrl,
    replaceOriginal: false,
    request: {
      kind: "command",
      name: command.name,
      options: parseOptions(command, toText(body.text) ?? ""),
    },
  };
}

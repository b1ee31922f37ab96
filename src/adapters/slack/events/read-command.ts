import type { SlashCommand } from "@slack/bolt";
import type { Command } from "../../../core/command.ts";
import type { SlackIdentity } from "../api/identity.ts";
import { parseOptions } from "./command-text.ts";
import type { Interaction } from "./interaction.ts";
import { toInteraction } from "./to-interaction.ts";
import { toText, type Unchecked } from "./unchecked.ts";

/** A slash command; `undefined` if the payload is not understood. There are none in threads. */
export function readCommand(
  command: Command,
  body: Unchecked<SlashCommand>,
  identity: SlackIdentity,
): Interaction | undefined {
  const parts = {
    key: body?.trigger_id,
    workspace: body?.team_id,
    channel: body?.channel_id,
    userId: body?.user_id,
    // Only people of the workspace that has the app can type its commands, so its team is theirs.
    userTeam: body?.team_id,
    userName: body?.user_name,
    // Slack lets only people type commands. If that changes: this is how it marks a bot in other payloads.
    isBot: body?.["bot_id"] !== undefined && body["bot_id"] !== null,
    responseUrl: body?.response_url,
  };
  const options = parseOptions(command, toText(body?.text) ?? "");
  const name = toText(body?.command)?.replace(/^\//, "") ?? command.name;
  return toInteraction(parts, identity, { kind: "command", name, options });
}

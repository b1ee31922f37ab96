import { z } from "zod";
import type { Command } from "../../../core/command.ts";
import { idSchema, toChannelRef, toHome, type Arrival } from "./act.ts";
import { parseOptions } from "./command-text.ts";
import type { SlackIdentity } from "../api/identity.ts";

const payloadSchema = z.object({
  text: z.string().default(""),
  /** The person's workspace: only people of the workspace that has the app can type its commands. */
  team_id: idSchema,
  channel_id: idSchema,
  user_id: idSchema,
  user_name: z.string().optional(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
  /** Slack lets only people type commands; should that change, this is how it names a bot elsewhere. */
  bot_id: z.unknown().optional(),
});

/** A slash command. There are none in threads. */
export function readCommand(command: Command, body: unknown, identity: SlackIdentity): Arrival {
  const { data } = payloadSchema.safeParse(body);
  if (!data) return { key: undefined, act: undefined };
  const place = { workspace: identity.teamId ?? data.team_id, channel: data.channel_id };
  return {
    key: data.trigger_id ?? data.response_url,
    act: {
      channel: toChannelRef(place),
      userId: data.user_id,
      home: toHome(data.team_id, identity),
      userName: data.user_name,
      isBot: data.bot_id !== undefined && data.bot_id !== null,
      responseUrl: data.response_url,
      replaces: false,
      wish: { kind: "command", name: command.name, options: parseOptions(command, data.text) },
    },
  };
}

import { z } from "zod";
import { idSchema, ownTeam, toChannelRef, toHome, type Arrival } from "./act.ts";
import { parseActionId } from "../messages/action-id.ts";
import type { SlackIdentity } from "../api/identity.ts";

const payloadSchema = z.object({
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  // Null where the app is installed to a whole organisation.
  team: z.object({ id: idSchema }).nullish(),
  user: z.object({ id: idSchema, team_id: idSchema.optional(), username: z.string().optional() }),
  container: z.object({
    channel_id: idSchema,
    message_ts: z.string().optional(),
    thread_ts: idSchema.optional(),
    is_ephemeral: z.boolean().default(false),
  }),
  actions: z.tuple(
    [
      z.object({
        action_id: z.string(),
        selected_conversation: z.string().nullish(),
        selected_channel: z.string().nullish(),
      }),
    ],
    z.unknown(),
  ),
});

/** A button that was pressed, or a channel that was chosen, under one of our messages. */
export function readAction(body: unknown, identity: SlackIdentity = {}): Arrival {
  const { data } = payloadSchema.safeParse(body);
  const workspace = identity.teamId ?? data?.team?.id ?? data?.user.team_id;
  if (!data || workspace === undefined) return { key: undefined, act: undefined };
  const { container, user } = data;
  const home = user.team_id ?? ownTeam(data.team?.id, workspace);
  const [used] = data.actions;
  const message = { ts: container.message_ts, thread_ts: container.thread_ts };
  const value = used.selected_conversation ?? used.selected_channel ?? undefined;
  return {
    key: data.trigger_id ?? data.response_url,
    act: {
      channel: toChannelRef({ workspace, channel: container.channel_id }, message),
      userId: user.id,
      home: toHome(home, identity),
      userName: user.username,
      isBot: false,
      responseUrl: data.response_url,
      replaces: container.is_ephemeral,
      wish: { kind: "action", ...parseActionId(used.action_id), value },
    },
  };
}

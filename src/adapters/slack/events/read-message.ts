/** Messages that people point the relay to: by a shortcut in a message's menu, or by a mention of the bot. */
import { z } from "zod";
import { COMMAND_NAMES } from "../../../core/command-names.ts";
import { idSchema, ownTeam, toChannelRef, toHome, type Arrival, type Wish } from "./act.ts";
import { findJobId, findMentionedJobId } from "./find-job-id.ts";
import type { SlackIdentity } from "../api/identity.ts";

/** The option of `/pika-status` that takes the job id. */
const JOB_ID_OPTION = "jobid";

const text = z.string().default("").catch("");

const shortcutSchema = z.object({
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  // Null where the app is installed to a whole organisation.
  team: z.object({ id: idSchema }).nullish(),
  channel: z.object({ id: idSchema }),
  user: z.object({ id: idSchema, team_id: idSchema.optional(), name: z.string().optional() }),
  message: z.object({ text, ts: z.string().optional(), thread_ts: idSchema.optional() }),
});

const mentionSchema = z.object({
  event_id: z.string().optional(),
  /** In a shared channel it may be any of the workspaces that share it. */
  team_id: idSchema,
  /** The installation of the app that the event is for. */
  authorizations: z
    .tuple([z.object({ team_id: idSchema.nullish() })], z.unknown())
    .optional()
    .catch(undefined),
  is_ext_shared_channel: z.boolean().default(false).catch(false),
  event: z.object({
    channel: idSchema,
    user: idSchema.optional(),
    /** The person's workspace or organisation, in a shared channel and where it is not the app's. */
    user_team: idSchema.nullish().catch(undefined),
    /** The person's workspace where `user_team` is absent. */
    team: idSchema.nullish().catch(undefined),
    bot_id: idSchema.nullish(),
    text,
    ts: z.string().optional(),
    thread_ts: idSchema.optional(),
  }),
});

/** The message shortcut. */
export function readShortcut(body: unknown, identity: SlackIdentity = {}): Arrival {
  const { data } = shortcutSchema.safeParse(body);
  const workspace = identity.teamId ?? data?.team?.id ?? data?.user.team_id;
  if (!data || workspace === undefined) return { key: undefined, act: undefined };
  const { channel, message, user } = data;
  const home = user.team_id ?? ownTeam(data.team?.id, workspace);
  return {
    key: data.trigger_id ?? data.response_url,
    act: {
      channel: toChannelRef({ workspace, channel: channel.id }, message),
      userId: user.id,
      home: toHome(home, identity),
      userName: user.name,
      isBot: false,
      responseUrl: data.response_url,
      replaces: false,
      wish: toWish(findJobId(message.text)),
    },
  };
}

/** A message that mentions the bot. */
export function readMention(body: unknown, identity: SlackIdentity): Arrival {
  const { data } = mentionSchema.safeParse(body);
  const botId = data?.event.bot_id ?? undefined;
  const userId = data?.event.user ?? botId;
  if (!data || userId === undefined) return { key: undefined, act: undefined };
  const { event, event_id: key, authorizations } = data;
  const { botUserId } = identity;
  const workspace = identity.teamId ?? authorizations?.[0].team_id ?? data.team_id;
  const local = data.is_ext_shared_channel ? undefined : ownTeam(data.team_id, workspace);
  return {
    key,
    act: {
      channel: toChannelRef({ workspace, channel: event.channel }, event),
      userId,
      home: toHome(event.user_team ?? event.team ?? local, identity),
      isBot: botId !== undefined || userId === botUserId,
      replaces: false,
      wish: toWish(findMentionedJobId(event.text, botUserId)),
    },
  };
}

/** Without an id the command says that it is missing. */
const toWish = (jobId: string | undefined): Wish => ({
  kind: "command",
  name: COMMAND_NAMES.status,
  options: jobId === undefined ? {} : { [JOB_ID_OPTION]: jobId },
});

/**
 * conversations.info, join, open, history, replies. History is served whole: the narrower limits of commercially
 * distributed apps (15 messages, one call a minute) are not kept here.
 */
import { z } from "zod";
import { countArg, defineMethod, flagArg, tsArg, type ApiMethod } from "../api-method.ts";
import type { Backend } from "../backend.ts";
import type { SandboxMessage } from "../handle.ts";
import { renderChannel, renderMessage } from "../payloads.ts";
import { findChannel, needMembership, needScopeFor } from "../reach.ts";
import { SlackFailure } from "../slack-failure.ts";
import type { Channel } from "../workspace.ts";

const DEFAULT_PAGE = 100;
const MAX_PAGE = 999;

const historyShape = {
  channel: z.string(),
  oldest: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional(),
  latest: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional(),
  inclusive: flagArg.optional(),
  limit: countArg.optional(),
  cursor: z.string().optional(),
  include_all_metadata: flagArg.optional(),
};

type HistoryArgs = z.output<z.ZodObject<typeof historyShape>>;

/** A timestamp that sorts as text: `1.5` is shorter than `10.000000` but earlier all the same. */
const toSortable = (ts: string): string => {
  const [seconds = "", fraction = ""] = ts.split(".");
  return `${seconds.padStart(12, "0")}.${fraction.padEnd(6, "0")}`;
};

function readableChannel(backend: Backend, channelId: string): Channel {
  const channel = findChannel(backend, channelId);
  needScopeFor(backend, channel, "history");
  needMembership(backend, channel);
  return channel;
}

function toPage(
  backend: Backend,
  messages: readonly SandboxMessage[],
  args: HistoryArgs,
): Record<string, unknown> {
  const { oldest, latest, inclusive = false, limit = DEFAULT_PAGE } = args;
  if (limit < 1 || limit > MAX_PAGE) throw new SlackFailure("invalid_limit");
  const within = messages.filter(({ ts }) => {
    const at = toSortable(ts);
    const from = oldest === undefined ? "" : toSortable(oldest);
    const to = latest === undefined ? "~" : toSortable(latest);
    return inclusive ? at >= from && at <= to : at > from && at < to;
  });
  const start = args.cursor === undefined || args.cursor === "" ? 0 : decodeCursor(args.cursor);
  const page = within.slice(start, start + limit);
  const hasMore = start + limit < within.length;
  const withMetadata = args.include_all_metadata ?? false;
  return {
    messages: page.map((message) => renderMessage(backend, message, withMetadata)),
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: encodeCursor(start + limit) } } : {}),
  };
}

const encodeCursor = (index: number): string => Buffer.from(`next:${index}`).toString("base64");

function decodeCursor(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString("utf8"));
  if (match === null) throw new SlackFailure("invalid_cursor");
  return Number(match[1]);
}

const join = defineMethod({
  scopes: ["channels:join"],
  takesJson: true,
  shape: { channel: z.string() },
  run(backend, args) {
    const { workspace } = backend;
    const channel = findChannel(backend, args.channel);
    if (channel.kind !== "public") {
      throw new SlackFailure("method_not_supported_for_channel_type");
    }
    if (channel.isArchived) throw new SlackFailure("is_archived");
    const already = workspace.hasBot(channel);
    channel.members.add(workspace.bot.id);
    return {
      channel: renderChannel(backend, channel),
      ...(already
        ? {
            warning: "already_in_channel",
            response_metadata: { warnings: ["already_in_channel"] },
          }
        : {}),
    };
  },
});

const open = defineMethod({
  scopes: ["im:write"],
  takesJson: true,
  shape: {
    users: z.string().optional(),
    channel: z.string().optional(),
    return_im: flagArg.optional(),
    prevent_creation: flagArg.optional(),
  },
  run(backend, { users, channel: channelId, return_im: whole }) {
    const { workspace } = backend;
    if (channelId === undefined && users === undefined)
      throw new SlackFailure("users_list_not_supplied");
    // Group messages (several users) are not modelled.
    if (users !== undefined && !workspace.users.has(users))
      throw new SlackFailure("user_not_found");
    const channel =
      channelId === undefined
        ? workspace.openDirectMessage(users ?? "")
        : findChannel(backend, channelId);
    return { channel: whole === true ? renderChannel(backend, channel) : { id: channel.id } };
  },
});

/** See the file's header. */
export const CONVERSATION_METHODS: Readonly<Record<string, ApiMethod>> = {
  "conversations.info": defineMethod({
    shape: {
      channel: z.string(),
      include_locale: flagArg.optional(),
      include_num_members: flagArg.optional(),
    },
    run(backend, args) {
      const channel = findChannel(backend, args.channel);
      needScopeFor(backend, channel, "read");
      const members =
        args.include_num_members === true ? { num_members: channel.members.size } : {};
      return { channel: { ...renderChannel(backend, channel), ...members } };
    },
  }),
  "conversations.join": join,
  "conversations.open": open,
  "conversations.history": defineMethod({
    shape: historyShape,
    run(backend, args) {
      const { id } = readableChannel(backend, args.channel);
      const topLevel = backend.log
        .list(id)
        .filter(({ thread_ts: thread, ts }) => thread === undefined || thread === ts);
      return toPage(backend, topLevel.toReversed(), args);
    },
  }),
  "conversations.replies": defineMethod({
    shape: { ...historyShape, ts: tsArg },
    run(backend, args) {
      const { id } = readableChannel(backend, args.channel);
      const thread = backend.log
        .list(id)
        .filter((message) => message.ts === args.ts || message.thread_ts === args.ts);
      if (thread.length === 0) throw new SlackFailure("thread_not_found");
      return toPage(backend, thread, args);
    },
  }),
};

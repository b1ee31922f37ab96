/**
 * conversations.history, conversations.replies. Not implemented: the narrower limits of commercially
 * distributed apps (15 messages, one call a minute).
 */
import { z } from "zod";
import { countArg, defineMethod, flagArg, tsArg, type ApiMethod } from "../api-method.ts";
import type { Backend } from "../../backend.ts";
import type { SandboxMessage } from "../../slack-sandbox.ts";
import { toPage } from "../to-page.ts";
import { renderMessage } from "../payloads.ts";
import { findChannel, needMembership, needScopeFor } from "../channel-access.ts";
import { SlackFailure } from "../slack-failure.ts";
import type { Channel } from "../../workspace/workspace.ts";

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

/** Converts a timestamp into sortable text, because `1.5` is earlier than `10.000000` but sorts after it. */
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

function readPage(
  backend: Backend,
  messages: readonly SandboxMessage[],
  args: HistoryArgs,
): Record<string, unknown> {
  const { oldest, latest, inclusive = false, limit, cursor } = args;
  const within = messages.filter(({ ts }) => {
    const at = toSortable(ts);
    const from = oldest === undefined ? "" : toSortable(oldest);
    const to = latest === undefined ? "~" : toSortable(latest);
    return inclusive ? at >= from && at <= to : at > from && at < to;
  });
  const { page, nextCursor } = toPage(within, { limit, cursor, maxLimit: MAX_PAGE });
  const withMetadata = args.include_all_metadata ?? false;
  return {
    messages: page.map((message) => renderMessage(backend, message, withMetadata)),
    has_more: nextCursor !== undefined,
    ...(nextCursor === undefined ? {} : { response_metadata: { next_cursor: nextCursor } }),
  };
}

/** See the file's header. */
export const HISTORY_METHODS: Readonly<Record<string, ApiMethod>> = {
  "conversations.history": defineMethod({
    shape: historyShape,
    run(backend, args) {
      const { id } = readableChannel(backend, args.channel);
      const topLevel = backend.messageLog
        .list(id)
        .filter(
          ({ thread_ts: thread, ts, isBroadcast }) =>
            thread === undefined || thread === ts || isBroadcast,
        );
      return readPage(backend, topLevel.toReversed(), args);
    },
  }),
  "conversations.replies": defineMethod({
    shape: { ...historyShape, ts: tsArg },
    run(backend, args) {
      const { id } = readableChannel(backend, args.channel);
      const thread = backend.messageLog
        .list(id)
        .filter((message) => message.ts === args.ts || message.thread_ts === args.ts);
      if (thread.length === 0) throw new SlackFailure("thread_not_found");
      return readPage(backend, thread, args);
    },
  }),
};

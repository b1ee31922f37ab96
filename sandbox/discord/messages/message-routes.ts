/**
 * Messages with the bot token: post, read, edit, delete, typing. Implemented: permissions, threads, nonce, replies,
 * files, paging, the undisclosed limit on edits of messages older than an hour. Not implemented: slow mode, pins,
 * reactions.
 */
import {
  hasPermission,
  requirePermission,
  uploadLimitBytes,
  visibleChannel,
  writableChannel,
} from "../guilds/channel-access.ts";
import { changeChannel } from "../guilds/channels.ts";
import { answerError, formError, oldEditsError } from "../rest/errors.ts";
import { createMessageBody, editMessageBody, type CreateMessageBody } from "./message-body.ts";
import { toDraft } from "./message-draft.ts";
import { addMessage, changeMessage, removeMessage } from "./message-log.ts";
import { toPings } from "./mentions.ts";
import { pageOfMessages } from "./page-of-messages.ts";
import { renderMessage } from "./render-message.ts";
import { parseStrictly } from "../rest/parse-strictly.ts";
import type { Route, RouteAnswer, RouteRequest } from "../rest/route.ts";
import type { ChannelRecord, MessageRecord, DiscordState } from "../discord-state.ts";

const HOUR_MS = 60 * 60 * 1000;

function create(state: DiscordState, request: RouteRequest): RouteAnswer {
  const { files, report } = request;
  const channel = writableChannel(state, request.params["channelId"] ?? "");
  const body = parseStrictly(createMessageBody, request.json, report);
  if (files.length > 0) requirePermission(state, channel, "AttachFiles");
  if ((body.embeds ?? []).length > 0) requirePermission(state, channel, "EmbedLinks");
  const maxBytes = uploadLimitBytes(state, channel.guildId);
  const draft = toDraft(state, { body, files, maxBytes, report });
  const nonce = body.nonce ?? undefined;
  if (body.enforce_nonce === true && nonce === undefined) report("enforce_nonce without a nonce");
  const earlier = body.enforce_nonce === true ? findByNonce(state, nonce) : undefined;
  if (earlier) {
    return { status: 200, body: renderMessage(state, earlier, { withNonce: true }) };
  }
  const replied = findReplied(state, channel, body.message_reference);
  if (channel.archived) changeChannel(state, channel, { archived: false });
  const message = addMessage(state, {
    channelId: channel.id,
    author: state.bot,
    draft,
    flags: body.flags ?? 0,
    nonce,
    pings: toPings(draft.content, {
      allowed: body.allowed_mentions,
      authorId: state.bot.id,
      repliedUserId: replied?.author.id,
      mayMentionEveryone: hasPermission(state, channel, "MentionEveryone"),
    }),
    ...(replied ? { reference: toReference(channel, replied) } : {}),
  });
  return { status: 200, body: renderMessage(state, message, { withNonce: true }) };
}

/** Discord compares with all messages of the same author, in any channel. */
function findByNonce(
  state: DiscordState,
  nonce: string | number | undefined,
): MessageRecord | undefined {
  if (nonce === undefined) return undefined;
  const since = state.now() - state.nonceWindowMs;
  return [...state.channels.values()]
    .flatMap(({ messages }) => messages)
    .find((message) => message.nonce === nonce && message.createdAt >= since);
}

function findReplied(
  state: DiscordState,
  channel: ChannelRecord,
  reference: CreateMessageBody["message_reference"],
): MessageRecord | undefined {
  if (!reference) return undefined;
  if (!hasPermission(state, channel, "ReadMessageHistory")) throw answerError("replyNeedsHistory");
  if (reference.channel_id && reference.channel_id !== channel.id) {
    throw formError([
      {
        path: ["message_reference"],
        code: "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL",
        message: "Cannot reply to a message in a different channel",
      },
    ]);
  }
  const found = channel.messages.find(({ id }) => id === reference.message_id);
  if (!found && reference.fail_if_not_exists !== false) {
    throw formError([
      {
        path: ["message_reference"],
        code: "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
        message: "Unknown message",
      },
    ]);
  }
  return found;
}

const toReference = (
  channel: ChannelRecord,
  replied: MessageRecord,
): NonNullable<MessageRecord["reference"]> => ({
  message_id: replied.id,
  channel_id: channel.id,
  ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
});

function list(state: DiscordState, request: RouteRequest): RouteAnswer {
  const channel = visibleChannel(state, request.params["channelId"] ?? "");
  const page = pageOfMessages(channel.messages, request.query, request.report);
  // Discord answers an empty list instead of a refusal (discord-api-docs issue 455), so a look-up may not trust it blindly.
  const readable = hasPermission(state, channel, "ReadMessageHistory") ? page : [];
  return { status: 200, body: readable.map((message) => renderMessage(state, message)) };
}

function findMessage(state: DiscordState, request: RouteRequest): MessageRecord {
  const channel = visibleChannel(state, request.params["channelId"] ?? "");
  const message = channel.messages.find(({ id }) => id === request.params["messageId"]);
  if (!message) throw answerError("unknownMessage");
  return message;
}

function read(state: DiscordState, request: RouteRequest): RouteAnswer {
  const channel = visibleChannel(state, request.params["channelId"] ?? "");
  requirePermission(state, channel, "ReadMessageHistory");
  return { status: 200, body: renderMessage(state, findMessage(state, request)) };
}

function edit(state: DiscordState, request: RouteRequest): RouteAnswer {
  const { files, report } = request;
  const message = findMessage(state, request);
  if (message.author.id !== state.bot.id) throw answerError("notTheAuthor");
  if (message.kind === "thread-starter") throw answerError("systemMessage");
  const channel = visibleChannel(state, message.channelId);
  if (channel.archived) throw answerError("archivedThread");
  const body = parseStrictly(editMessageBody, request.json, report);
  const maxBytes = uploadLimitBytes(state, channel.guildId);
  const draft = toDraft(state, { body, files, maxBytes, report }, message);
  if (state.now() - message.createdAt > HOUR_MS) countOldEdit(state, channel);
  changeMessage(state, message, {
    draft,
    pings: toPings(draft.content, {
      allowed: body.allowed_mentions,
      authorId: state.bot.id,
      mayMentionEveryone: hasPermission(state, channel, "MentionEveryone"),
    }),
  });
  return { status: 200, body: renderMessage(state, message) };
}

function countOldEdit(state: DiscordState, channel: ChannelRecord): void {
  const recent = channel.oldEditsAt.filter((at) => state.now() - at < HOUR_MS);
  const [first] = recent;
  if (first !== undefined && recent.length >= state.maxOldEdits) {
    throw oldEditsError(first + HOUR_MS - state.now());
  }
  channel.oldEditsAt = [...recent, state.now()];
}

function remove(state: DiscordState, request: RouteRequest): RouteAnswer {
  const message = findMessage(state, request);
  if (message.author.id !== state.bot.id) {
    requirePermission(state, visibleChannel(state, message.channelId), "ManageMessages");
  }
  removeMessage(state, message);
  return { status: 204 };
}

function typing(state: DiscordState, request: RouteRequest): RouteAnswer {
  writableChannel(state, request.params["channelId"] ?? "");
  return { status: 204 };
}

const MESSAGES = "/channels/:channelId/messages";
const MESSAGE = `${MESSAGES}/:messageId`;

/** See the head of this file. */
export const messageRoutes: readonly Route[] = [
  { method: "POST", path: MESSAGES, limit: { count: 5, windowMs: 5000 }, run: create },
  { method: "GET", path: MESSAGES, query: ["around", "before", "after", "limit"], run: list },
  { method: "GET", path: MESSAGE, run: read },
  { method: "PATCH", path: MESSAGE, limit: { count: 5, windowMs: 5000 }, run: edit },
  { method: "DELETE", path: MESSAGE, limit: { count: 5, windowMs: 1000 }, run: remove },
  { method: "POST", path: "/channels/:channelId/typing", run: typing },
];

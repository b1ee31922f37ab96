/**
 * Messages by the bot token: post, read, edit, delete, typing. Does: permissions, threads, nonce, replies, files, paging.
 * Does: the cap on edits of messages older than an hour, whose size Discord does not tell. Does not: slow mode, pins, reactions.
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
import { pageOfMessages } from "./message-page.ts";
import { renderMessage } from "./render-message.ts";
import { parseStrictly } from "../rest/parse-strictly.ts";
import type { Route, RouteAnswer, RouteRequest } from "../rest/route.ts";
import type { ChannelRecord, MessageRecord, World } from "../state.ts";

const HOUR_MS = 60 * 60 * 1000;

function create(world: World, request: RouteRequest): RouteAnswer {
  const { files, report } = request;
  const channel = writableChannel(world, request.params["channelId"] ?? "");
  const body = parseStrictly(createMessageBody, request.json, report);
  if (files.length > 0) requirePermission(world, channel, "AttachFiles");
  if ((body.embeds ?? []).length > 0) requirePermission(world, channel, "EmbedLinks");
  const maxBytes = uploadLimitBytes(world, channel.guildId);
  const draft = toDraft(world, { body, files, maxBytes, report });
  const nonce = body.nonce ?? undefined;
  if (body.enforce_nonce === true && nonce === undefined) report("enforce_nonce without a nonce");
  const earlier = body.enforce_nonce === true ? findByNonce(world, nonce) : undefined;
  if (earlier) {
    return { status: 200, body: renderMessage(world, earlier, { withNonce: true }) };
  }
  const replied = findReplied(world, channel, body.message_reference);
  if (channel.archived) changeChannel(world, channel, { archived: false });
  const message = addMessage(world, {
    channelId: channel.id,
    author: world.bot,
    draft,
    flags: body.flags ?? 0,
    nonce,
    pings: toPings(draft.content, {
      allowed: body.allowed_mentions,
      authorId: world.bot.id,
      repliedUserId: replied?.author.id,
      mayMentionEveryone: hasPermission(world, channel, "MentionEveryone"),
    }),
    ...(replied ? { reference: toReference(channel, replied) } : {}),
  });
  return { status: 200, body: renderMessage(world, message, { withNonce: true }) };
}

/** Discord looks among everything that the same author sent, in whatever channel. */
function findByNonce(world: World, nonce: string | number | undefined): MessageRecord | undefined {
  if (nonce === undefined) return undefined;
  const since = world.now() - world.nonceWindowMs;
  return [...world.channels.values()]
    .flatMap(({ messages }) => messages)
    .find((message) => message.nonce === nonce && message.createdAt >= since);
}

function findReplied(
  world: World,
  channel: ChannelRecord,
  reference: CreateMessageBody["message_reference"],
): MessageRecord | undefined {
  if (!reference) return undefined;
  if (!hasPermission(world, channel, "ReadMessageHistory")) throw answerError("replyNeedsHistory");
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

function list(world: World, request: RouteRequest): RouteAnswer {
  const channel = visibleChannel(world, request.params["channelId"] ?? "");
  const page = pageOfMessages(channel.messages, request.query, request.report);
  // Discord does not refuse here, it answers an empty list (discord-api-docs issue 455): a look-up may not trust it blindly.
  const readable = hasPermission(world, channel, "ReadMessageHistory") ? page : [];
  return { status: 200, body: readable.map((message) => renderMessage(world, message)) };
}

function findMessage(world: World, request: RouteRequest): MessageRecord {
  const channel = visibleChannel(world, request.params["channelId"] ?? "");
  const message = channel.messages.find(({ id }) => id === request.params["messageId"]);
  if (!message) throw answerError("unknownMessage");
  return message;
}

function read(world: World, request: RouteRequest): RouteAnswer {
  const channel = visibleChannel(world, request.params["channelId"] ?? "");
  requirePermission(world, channel, "ReadMessageHistory");
  return { status: 200, body: renderMessage(world, findMessage(world, request)) };
}

function edit(world: World, request: RouteRequest): RouteAnswer {
  const { files, report } = request;
  const message = findMessage(world, request);
  if (message.author.id !== world.bot.id) throw answerError("notTheAuthor");
  if (message.kind === "thread-starter") throw answerError("systemMessage");
  const channel = visibleChannel(world, message.channelId);
  if (channel.archived) throw answerError("archivedThread");
  const body = parseStrictly(editMessageBody, request.json, report);
  const maxBytes = uploadLimitBytes(world, channel.guildId);
  const draft = toDraft(world, { body, files, maxBytes, report }, message);
  if (world.now() - message.createdAt > HOUR_MS) countOldEdit(world, channel);
  changeMessage(world, message, {
    draft,
    pings: toPings(draft.content, {
      allowed: body.allowed_mentions,
      authorId: world.bot.id,
      mayMentionEveryone: hasPermission(world, channel, "MentionEveryone"),
    }),
  });
  return { status: 200, body: renderMessage(world, message) };
}

function countOldEdit(world: World, channel: ChannelRecord): void {
  const recent = channel.oldEditsAt.filter((at) => world.now() - at < HOUR_MS);
  const [first] = recent;
  if (first !== undefined && recent.length >= world.maxOldEdits) {
    throw oldEditsError(first + HOUR_MS - world.now());
  }
  channel.oldEditsAt = [...recent, world.now()];
}

function remove(world: World, request: RouteRequest): RouteAnswer {
  const message = findMessage(world, request);
  if (message.author.id !== world.bot.id) {
    requirePermission(world, visibleChannel(world, message.channelId), "ManageMessages");
  }
  removeMessage(world, message);
  return { status: 204 };
}

function typing(world: World, request: RouteRequest): RouteAnswer {
  writableChannel(world, request.params["channelId"] ?? "");
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

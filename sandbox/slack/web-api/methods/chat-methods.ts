/**
 * chat.postMessage, chat.update, chat.delete, chat.postEphemeral, chat.getPermalink. Not implemented: attachments,
 * markdown_text, other names and icons, scheduling, streaming.
 */
import { z } from "zod";
import { defineMethod, flagArg, jsonArg, tsArg, type ApiMethod } from "../api-method.ts";
import type { Backend } from "../../backend.ts";
import { acceptBlocks } from "../../messages/blocks.ts";
import type { SandboxMessage } from "../../slack-sandbox.ts";
import { unseenMentions } from "../../messages/mentions.ts";
import { renderMessage } from "../payloads.ts";
import {
  completedFile,
  findAddressee,
  findChannel,
  needMembership,
  needPosting,
} from "../channel-access.ts";
import { SlackFailure } from "../slack-failure.ts";

const MAX_TEXT_LENGTH = 40_000;
/** chat.update refuses what chat.postMessage only advises against. */
const MAX_UPDATE_LENGTH = 4000;
const ADVISED_TEXT_LENGTH = 4000;
const MAX_METADATA_LENGTH = 16_000;

const metadataArg = jsonArg(
  z.strictObject({
    event_type: z.string().min(1).max(255),
    event_payload: z.record(z.string(), z.unknown()),
  }),
);
const contentShape = {
  text: z.string().optional(),
  blocks: jsonArg(z.unknown()).optional(),
  parse: z.enum(["full", "none"]).optional(),
  link_names: flagArg.optional(),
};

interface Content {
  readonly text?: string | undefined;
  readonly blocks?: unknown;
}

/** Returns the blocks as they are stored. Throws Slack's refusal of the text or of the blocks. */
function acceptContent(
  { requestLog }: Backend,
  method: string,
  { text = "", blocks: given }: Content,
): readonly unknown[] | undefined {
  const blocks = acceptBlocks(given);
  if (text.trim() === "" && (blocks ?? []).length === 0) throw new SlackFailure("no_text");
  if (text.length > MAX_TEXT_LENGTH) throw new SlackFailure("msg_too_long");
  if (text.length > ADVISED_TEXT_LENGTH) {
    requestLog.violation("truncated", method, `text of ${text.length} characters`);
  }
  for (const user of unseenMentions({ text, ...(blocks === undefined ? {} : { blocks }) })) {
    requestLog.violation("unseen_mention", method, `${user} stands in the text, not in the blocks`);
  }
  return blocks;
}

function checkMetadata(metadata: unknown): void {
  if (JSON.stringify(metadata ?? {}).length > MAX_METADATA_LENGTH) {
    throw new SlackFailure("metadata_too_large");
  }
}

function findOwnMessage(
  backend: Backend,
  { channel, ts }: { channel: string; ts: string },
  notOwn: string,
): SandboxMessage {
  const { id } = findChannel(backend, channel);
  const message = backend.messageLog.find(id, ts);
  if (message === undefined) throw new SlackFailure("message_not_found");
  if (message.bot_id !== backend.workspace.botId) throw new SlackFailure(notOwn);
  return message;
}

const postMessage = defineMethod({
  scopes: ["chat:write"],
  takesJson: true,
  shape: {
    ...contentShape,
    channel: z.string(),
    thread_ts: tsArg.optional(),
    reply_broadcast: flagArg.optional(),
    mrkdwn: flagArg.optional(),
    unfurl_links: flagArg.optional(),
    unfurl_media: flagArg.optional(),
    metadata: metadataArg.optional(),
  },
  run(backend, args) {
    const channel = findAddressee(backend, args.channel);
    needPosting(backend, channel);
    const blocks = acceptContent(backend, "chat.postMessage", args);
    checkMetadata(args.metadata);
    backend.rateLimiter.takePost(channel.id);
    const message = backend.messageLog.post({
      channelId: channel.id,
      text: args.text ?? "",
      blocks,
      parse: args.parse,
      linkNames: args.link_names,
      user: backend.workspace.bot.id,
      bot_id: backend.workspace.botId,
      thread_ts: args.thread_ts,
      isBroadcast: args.reply_broadcast,
      metadata: args.metadata,
      unfurlLinks: args.unfurl_links,
      unfurlMedia: args.unfurl_media,
    });
    return {
      channel: channel.id,
      ts: message.ts,
      message: renderMessage(backend, message, true),
    };
  },
});

/** Returns the blocks after an edit: a new text without blocks removes them, no text keeps them. */
function acceptUpdate(
  backend: Backend,
  args: Content & { readonly file_ids?: readonly string[] | undefined },
  message: SandboxMessage,
): readonly unknown[] | undefined {
  const { text, blocks: given, file_ids: fileIds } = args;
  // Only the message's files change.
  if (text === undefined && given === undefined && fileIds !== undefined) return undefined;
  const shown = text ?? (given === undefined ? undefined : message.text);
  const blocks = acceptContent(backend, "chat.update", { text: shown, blocks: given });
  return blocks ?? (text === undefined ? undefined : []);
}

const update = defineMethod({
  scopes: ["chat:write"],
  takesJson: true,
  shape: {
    ...contentShape,
    // Unlike in chat.postMessage, the default is `client`; neither notifies by a plain name.
    parse: z.enum(["full", "none", "client"]).optional(),
    channel: z.string(),
    ts: tsArg,
    metadata: metadataArg.optional(),
    file_ids: jsonArg(z.array(z.string())).optional(),
  },
  run(backend, args) {
    const message = findOwnMessage(backend, args, "cant_update_message");
    if (findChannel(backend, args.channel).isArchived) throw new SlackFailure("is_inactive");
    if ((args.text ?? "").length > MAX_UPDATE_LENGTH) throw new SlackFailure("msg_too_long");
    const blocks = acceptUpdate(backend, args, message);
    checkMetadata(args.metadata);
    const files = args.file_ids?.map((id) => completedFile(backend, id));
    backend.rateLimiter.takeEdit();
    const edited = backend.messageLog.edit(message, {
      text: args.text,
      blocks,
      ...(files === undefined ? {} : { files: backend.fileSharing.attach(message, files) }),
      parse: args.parse,
      linkNames: args.link_names,
      metadata: args.metadata,
    });
    return {
      channel: edited.channelId,
      ts: edited.ts,
      text: edited.text,
      message: renderMessage(backend, edited, true),
    };
  },
});

const remove = defineMethod({
  scopes: ["chat:write"],
  takesJson: true,
  shape: { channel: z.string(), ts: tsArg },
  run(backend, args) {
    const message = findOwnMessage(backend, args, "cant_delete_message");
    backend.messageLog.remove(message.channelId, message.ts);
    return { channel: message.channelId, ts: message.ts };
  },
});

const postEphemeral = defineMethod({
  scopes: ["chat:write"],
  takesJson: true,
  shape: {
    ...contentShape,
    channel: z.string(),
    user: z.string(),
    thread_ts: tsArg.optional(),
  },
  run(backend, args) {
    const channel = findChannel(backend, args.channel);
    if (channel.isArchived) throw new SlackFailure("is_archived");
    needMembership(backend, channel);
    if (!channel.members.has(args.user)) throw new SlackFailure("user_not_in_channel");
    const blocks = acceptContent(backend, "chat.postEphemeral", args);
    const ts = backend.interactions.showEphemeral({
      channelId: channel.id,
      userId: args.user,
      text: args.text ?? "",
      ...(blocks === undefined ? {} : { blocks }),
      ...(args.thread_ts === undefined ? {} : { thread_ts: args.thread_ts }),
    });
    return { message_ts: ts };
  },
});

const getPermalink = defineMethod({
  shape: { channel: z.string(), message_ts: tsArg },
  run(backend, args) {
    const { workspace, messageLog } = backend;
    const channel = findChannel(backend, args.channel);
    const message = messageLog.find(channel.id, args.message_ts);
    if (message === undefined) throw new SlackFailure("message_not_found");
    const address = `https://${workspace.teamDomain}.slack.com/archives/${channel.id}/p${message.ts.replace(".", "")}`;
    const isReply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
    return {
      channel: channel.id,
      permalink: isReply ? `${address}?thread_ts=${message.thread_ts}&cid=${channel.id}` : address,
    };
  },
});

/** See the file's header. */
export const CHAT_METHODS: Readonly<Record<string, ApiMethod>> = {
  "chat.postMessage": postMessage,
  "chat.update": update,
  "chat.delete": remove,
  "chat.postEphemeral": postEphemeral,
  "chat.getPermalink": getPermalink,
};

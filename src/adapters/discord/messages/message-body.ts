/** The bodies of Create Message and Edit Message. */
import { createHash } from "node:crypto";
import { MessageFlags } from "discord.js";
import type { MessageRef } from "../../../core/follow/follow.ts";
import type { ResultFile, StatusEdit, StatusPost } from "../../../core/ports/platform.ts";
import { MultipartBody } from "../api/multipart.ts";
import { sentFilename } from "../api/sent-filename.ts";
import { mayUnfurl, renderMessage, renderQuietly } from "./render.ts";
import type { SentBody } from "./fingerprint.ts";

/** Longest description of a file (Discord API: attachment object). */
const MAX_ALT_TEXT = 1024;

/** A message that is about to be posted. */
export interface Post extends StatusPost {
  readonly files: readonly ResultFile[];
  readonly replyTo?: MessageRef | undefined;
  readonly part?: number;
}

/** Otherwise addresses in a prompt would unfurl under every status and result. An attached video needs no preview. */
export const isUnfurled = ({ files, message }: Pick<Post, "files" | "message">): boolean =>
  files.length === 0 && mayUnfurl(message);

/** A multipart body with one part per file, or plain JSON without files. */
export const toPayload = (body: Record<string, unknown>, files: readonly ResultFile[]) =>
  files.length > 0 ? { multipart: new MultipartBody(body, files) } : { body };

/** A message in a thread cannot reply to the starter message, which is in the parent channel and has the thread's id. */
export function isReply(post: Post): boolean {
  return (
    post.replyTo !== undefined && !isLaterPart(post) && post.replyTo.id !== post.channel.channel
  );
}

/** Whether this is a later message of a result, not the first one. */
export const isLaterPart = ({ part = 1 }: Post): boolean => part > 1;

/** The body of Edit Message. */
export function toEditBody(edit: StatusEdit): Record<string, unknown> {
  const { message, files, removesFiles = false } = edit;
  if (!files) return { ...renderQuietly(message), ...(removesFiles && { attachments: [] }) };
  const unfurl = isUnfurled({ message, files });
  return {
    ...renderQuietly(message, { unfurl }),
    flags: unfurl ? 0 : MessageFlags.SuppressEmbeds,
    // Attachments that are not listed are removed.
    attachments: toAttachments(files),
  };
}

const toAttachments = (files: readonly ResultFile[]) =>
  files.map((file, index) => ({
    id: String(index),
    filename: sentFilename(file),
    description: file.altText.slice(0, MAX_ALT_TEXT),
    // Besides the name, which is what discord.js and clients of old go by.
    ...(file.isSpoiler === true && { is_spoiler: true }),
  }));

/** The body of Create Message. */
export function toBody(post: Post): SentBody & Record<string, unknown> {
  const { message, key, files, replyTo, channel } = post;
  const unfurl = isUnfurled(post);
  return {
    ...renderMessage(message, { unfurl }),
    ...(!unfurl && { flags: MessageFlags.SuppressEmbeds }),
    nonce: toNonce(key),
    enforce_nonce: true,
    ...(isReply(post) && {
      message_reference: {
        message_id: replyTo?.id ?? "",
        channel_id: channel.channel,
        // If someone has deleted the status message, the result is posted anyway.
        fail_if_not_exists: false,
      },
    }),
    ...(files.length > 0 && { attachments: toAttachments(files) }),
  };
}

/** The nonce for a key: at most 25 characters, and always the same for the same key. */
export function toNonce(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 25);
}

import { createHash } from "node:crypto";
import { MessageFlags, RequestMethod, Routes, SnowflakeUtil, type APIMessage } from "discord.js";
import type { ChannelRef } from "../../core/channel-ref.ts";
import { PlatformError } from "../../core/errors.ts";
import type { MessageRef } from "../../core/follow.ts";
import type { ResultFile, ResultPost, StatusEdit, StatusPost } from "../../core/ports.ts";
import type { MissingInChannel } from "./access.ts";
import type { DiscordApi } from "./api.ts";
import { hasActions } from "./components.ts";
import { discordCodeOf } from "./errors.ts";
import { findLanded, type Sought } from "./landed.ts";
import { MultipartBody } from "./multipart.ts";
import { mayUnfurl, renderMessage, renderQuietly } from "./render.ts";

/** Longest description of a file (Discord API: attachment object). */
const MAX_ALT_TEXT = 1024;
/** Between the clocks behind Discord's answers and behind its message ids. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;
/** Discord refuses a reply, and nothing else, for want of Read Message History … */
const REPLY_REFUSED: ReadonlySet<number | undefined> = new Set([160002, 160009]);
/** … but older answers only say this, as for every permission that is missing. */
const MISSING_PERMISSIONS = 50013;
/** The permission to write, and its variant for threads, begin so. */
const SEND = "Send Messages";

/** What posting needs; the bot's id is known once it is connected. */
export interface MessagesOptions {
  readonly api: DiscordApi;
  readonly missingInChannel: MissingInChannel;
  botUserId(): Promise<string>;
}

interface Draft extends StatusPost {
  readonly files: readonly ResultFile[];
  readonly replyTo?: MessageRef | undefined;
  readonly part?: number;
}

/** Posts and edits with the bot's own token: an interaction's would be dead after 15 minutes. */
export class DiscordMessages {
  readonly #options: MessagesOptions;

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  /** See PlatformAdapter. */
  async postStatus(post: StatusPost): Promise<MessageRef> {
    const draft: Draft = { ...post, files: [] };
    if (!post.mayHaveLanded) return this.#send(draft);
    const landed = await this.#find(draft, { kind: "status", after: undefined });
    if (!landed) return this.#send(draft);
    const ref = toRef(post.channel, landed.id);
    const isCurrent =
      landed.content === renderQuietly(post.message).content &&
      hasActions(landed.components, post.message.actions ?? []);
    const { channel, message, signal } = post;
    if (!isCurrent) await this.editStatus({ channel, ref, message, ...(signal && { signal }) });
    return ref;
  }

  /** See PlatformAdapter. */
  async editStatus(edit: StatusEdit): Promise<void> {
    const { channel, ref, files = [], signal } = edit;
    await this.#options.api.request({
      method: RequestMethod.Patch,
      route: Routes.channelMessage(channel.channel, ref.id),
      ...toPayload(toEditBody(edit), files),
      signal,
      missing: () => this.#missing(channel, { withFiles: files.length > 0 }),
    });
  }

  /** See PlatformAdapter. The checkpoint is a message id that the result cannot be older than. */
  async postResult(post: ResultPost): Promise<MessageRef> {
    const notBefore = post.checkpoint?.["notBefore"];
    const replyTo = post.replyTo?.id;
    const kind = isLaterPart(post) ? "part" : "result";
    // The status message is the safer beginning, the later one has fewer messages after it. With neither, nothing was
    // ever sent, and whatever looks like it is an older follow's result.
    const beginnings = new Set(post.mayHaveLanded ? [newerOf(notBefore, replyTo), replyTo] : []);
    for (const after of beginnings) {
      if (after === undefined) continue;
      const landed = await this.#find(post, { kind, after });
      if (landed) return toRef(post.channel, landed.id);
    }
    // By Discord's clock: made by ours, it would lie in the future where that is fast, and nothing would be found.
    if (notBefore === undefined)
      await post.save({ notBefore: earliestIdAt(this.#options.api.now()) });
    return this.#send(post);
  }

  async #find(
    draft: Draft,
    where: Pick<Sought, "kind" | "after">,
  ): Promise<APIMessage | undefined> {
    const { channel, jobId, message, key, replyTo, signal } = draft;
    return findLanded(this.#options.api, {
      channelId: channel.channel,
      botUserId: await this.#options.botUserId(),
      nonce: toNonce(key),
      jobId,
      content: renderMessage(message, { unfurl: isUnfurled(draft) }).content,
      replyTo: replyTo?.id,
      signal,
      ...where,
    });
  }

  async #send(draft: Draft): Promise<MessageRef> {
    try {
      return await this.#create(draft);
    } catch (error) {
      if (!isReply(draft) || !this.#isForWantOfHistory(error, draft.channel)) throw error;
    }
    return this.#create({ ...draft, replyTo: undefined });
  }

  /** Whether the reply may be what was refused. A channel where nothing may be written is not asked a second time. */
  #isForWantOfHistory(error: unknown, { channel }: ChannelRef): boolean {
    const code = discordCodeOf(error);
    if (code !== MISSING_PERMISSIONS) return REPLY_REFUSED.has(code);
    return !this.#options.missingInChannel(channel)?.some((name) => name.startsWith(SEND));
  }

  async #create(draft: Draft): Promise<MessageRef> {
    const { channel, files, signal } = draft;
    const answer = await this.#options.api.request({
      method: RequestMethod.Post,
      route: Routes.channelMessages(channel.channel),
      ...toPayload(toBody(draft), files),
      signal,
      missing: () => this.#missing(channel, { withFiles: files.length > 0 }),
    });
    const { id } = (answer ?? {}) as Partial<APIMessage>;
    if (typeof id !== "string")
      throw new PlatformError("unavailable", "Discord's answer to a post names no message");
    return toRef(channel, id);
  }

  /** The permissions behind a refusal: those the cache shows to be missing, else those it can only be. */
  #missing({ channel }: ChannelRef, { withFiles }: { withFiles: boolean }): readonly string[] {
    const known = this.#options.missingInChannel(channel);
    if (known && known.length > 0) return known;
    return withFiles ? [SEND, "Attach Files"] : [SEND];
  }
}

/** Addresses in a prompt would otherwise unfurl under every status and result. An attached video is no preview. */
const isUnfurled = ({ files, message }: Pick<Draft, "files" | "message">): boolean =>
  files.length === 0 && mayUnfurl(message);

/** Files go out with a part for each, everything else as plain JSON. */
const toPayload = (body: Record<string, unknown>, files: readonly ResultFile[]) =>
  files.length > 0 ? { multipart: new MultipartBody(body, files) } : { body };

/** A message in a thread cannot answer the one that the thread began at, which is outside and has the thread's id. */
function isReply(draft: Draft): boolean {
  return (
    draft.replyTo !== undefined && !isLaterPart(draft) && draft.replyTo.id !== draft.channel.channel
  );
}

const isLaterPart = ({ part = 1 }: Draft): boolean => part > 1;

function toEditBody({ message, files }: StatusEdit): Record<string, unknown> {
  if (!files) return { ...renderQuietly(message) };
  const unfurl = isUnfurled({ message, files });
  return {
    ...renderQuietly(message, { unfurl }),
    flags: unfurl ? 0 : MessageFlags.SuppressEmbeds,
    // What is not listed goes.
    attachments: toAttachments(files),
  };
}

const toAttachments = (files: readonly ResultFile[]) =>
  files.map(({ file, altText }, index) => ({
    id: String(index),
    filename: file.filename,
    description: altText.slice(0, MAX_ALT_TEXT),
  }));

function toBody(draft: Draft): Record<string, unknown> {
  const { message, key, files, replyTo, channel } = draft;
  const unfurl = isUnfurled(draft);
  return {
    ...renderMessage(message, { unfurl }),
    ...(!unfurl && { flags: MessageFlags.SuppressEmbeds }),
    nonce: toNonce(key),
    enforce_nonce: true,
    ...(isReply(draft) && {
      message_reference: {
        message_id: replyTo?.id,
        channel_id: channel.channel,
        // Somebody may have deleted the status message; the result is owed all the same.
        fail_if_not_exists: false,
      },
    }),
    ...(files.length > 0 && { attachments: toAttachments(files) }),
  };
}

/** At most 25 characters, always the same for the same key. */
function toNonce(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 25);
}

function toRef({ workspace, channel }: ChannelRef, id: string): MessageRef {
  return { id, url: `https://discord.com/channels/${workspace}/${channel}/${id}` };
}

function earliestIdAt(nowMs: number): string {
  return SnowflakeUtil.generate({ timestamp: nowMs - MAX_CLOCK_SKEW_MS }).toString();
}

function newerOf(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return BigInt(a) > BigInt(b) ? a : b;
}

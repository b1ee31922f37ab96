import { createHash } from "node:crypto";
import { MessageFlags, RequestMethod, Routes, SnowflakeUtil, type APIMessage } from "discord.js";
import type { ChannelRef } from "../../core/channel-ref.ts";
import { PlatformError } from "../../core/errors.ts";
import type { MessageRef } from "../../core/follow.ts";
import type { ResultFile, ResultPost, StatusEdit, StatusPost } from "../../core/ports.ts";
import type { MissingInChannel } from "./access.ts";
import type { DiscordApi } from "./api.ts";
import { discordCodeOf } from "./errors.ts";
import { findLanded, type Sought } from "./landed.ts";
import { MultipartBody } from "./multipart.ts";
import { mayUnfurl, renderMessage, renderQuietly } from "./render.ts";

/** Longest description of a file (Discord API: attachment object). */
const MAX_ALT_TEXT = 1024;
/** Between the clocks behind Discord's answers and behind its message ids. */
const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000;
/** Discord refuses a reply, and nothing else, for want of Read Message History … */
const REPLY_REFUSED = 160002;
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
    if (landed.content !== renderQuietly(post.message).content)
      await this.editStatus({ ...post, ref });
    return ref;
  }

  /** See PlatformAdapter. */
  async editStatus({ channel, ref, message, signal }: StatusEdit): Promise<void> {
    await this.#options.api.request({
      method: RequestMethod.Patch,
      route: Routes.channelMessage(channel.channel, ref.id),
      body: renderQuietly(message),
      signal,
      missing: () => this.#missing(channel, { withFiles: false }),
    });
  }

  /** See PlatformAdapter. The checkpoint is a message id that the result cannot be older than. */
  async postResult(post: ResultPost): Promise<MessageRef> {
    const notBefore = post.checkpoint?.["notBefore"];
    const replyTo = post.replyTo?.id;
    // The status message is the safer beginning, the later one has fewer messages after it. With neither, nothing was
    // ever sent, and whatever looks like it is an older follow's result.
    const beginnings = new Set(post.mayHaveLanded ? [newerOf(notBefore, replyTo), replyTo] : []);
    for (const after of beginnings) {
      if (after === undefined) continue;
      const landed = await this.#find(post, { kind: "result", after });
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
      if (!draft.replyTo || !this.#isForWantOfHistory(error, draft.channel)) throw error;
    }
    return this.#create({ ...draft, replyTo: undefined });
  }

  /** Whether the reply may be what was refused. A channel where nothing may be written is not asked a second time. */
  #isForWantOfHistory(error: unknown, { channel }: ChannelRef): boolean {
    const code = discordCodeOf(error);
    if (code !== MISSING_PERMISSIONS) return code === REPLY_REFUSED;
    return !this.#options.missingInChannel(channel)?.some((name) => name.startsWith(SEND));
  }

  async #create(draft: Draft): Promise<MessageRef> {
    const { channel, files, signal } = draft;
    const body = toBody(draft);
    const answer = await this.#options.api.request({
      method: RequestMethod.Post,
      route: Routes.channelMessages(channel.channel),
      ...(files.length > 0 ? { multipart: new MultipartBody(body, files) } : { body }),
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
const isUnfurled = ({ files, message }: Draft): boolean => files.length === 0 && mayUnfurl(message);

function toBody(draft: Draft): Record<string, unknown> {
  const { message, key, files, replyTo, channel } = draft;
  const unfurl = isUnfurled(draft);
  return {
    ...renderMessage(message, { unfurl }),
    ...(!unfurl && { flags: MessageFlags.SuppressEmbeds }),
    nonce: toNonce(key),
    enforce_nonce: true,
    ...(replyTo && {
      message_reference: {
        message_id: replyTo.id,
        channel_id: channel.channel,
        // Somebody may have deleted the status message; the result is owed all the same.
        fail_if_not_exists: false,
      },
    }),
    ...(files.length > 0 && {
      attachments: files.map(({ file, altText }, index) => ({
        id: String(index),
        filename: file.filename,
        description: altText.slice(0, MAX_ALT_TEXT),
      })),
    }),
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

import { createHash } from "node:crypto";
import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { joinChannel } from "../access/access.ts";
import type { Content } from "./content.ts";
import { slackWordOf } from "../errors.ts";
import type { SlackIdentity } from "../api/identity.ts";
import type { SlackWebApi } from "../api/web-api.ts";

/** Marks a message of ours, so that it is known again in the channel's history. */
const POST_EVENT_TYPE = "pika_relay_post";

/** How far back to search for a message of ours: to the first attempt if that is known. */
const PAGE_SIZE = 200;
const MAX_PAGES = 5;
const MAX_PAGES_TO_BEGINNING = 100;

const postedSchema = z.object({ ts: z.string().min(1) });

const historySchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      text: z.string().optional().catch(undefined),
      user: z.string().optional().catch(undefined),
      bot_id: z.string().optional().catch(undefined),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ key: z.string() }) })
        .optional()
        .catch(undefined),
      files: z
        .array(z.object({ id: z.string() }))
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional().catch(undefined),
});
type HistoryMessage = z.infer<typeof historySchema>["messages"][number];

/** How a message of ours is recognised: by the key it was posted with, or by the files it brought. */
export interface MessageQuery {
  readonly channel: ChannelRef;
  readonly key: string;
  readonly fileIds?: readonly string[];
  /** It is not older than this timestamp. */
  readonly oldest?: string | undefined;
  /** See {@link StatusPost.unasked}. */
  readonly unasked?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A message of ours that is in the channel already; `text` as Slack keeps it, `undefined` if it does not say. */
export interface FoundMessage {
  readonly ts: string;
  readonly text?: string | undefined;
}

/** A new text message. */
export interface TextPost extends Content {
  readonly channel: ChannelRef;
  readonly key: string;
  /** See {@link StatusPost.unasked}. */
  readonly unasked?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A new text for the message with the timestamp `ts`. */
export interface TextEdit extends Content {
  readonly channel: ChannelRef;
  readonly ts: string;
  /** Uploaded files that the message gets; absent: it keeps what it has. */
  readonly fileIds?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link SlackMessages}. */
export interface SlackMessagesOptions {
  readonly api: SlackWebApi;
  readonly log: Logger;
  readonly identity: () => SlackIdentity;
}

/** Text messages in channels: posted, edited, and found again. Everything rejects with a PlatformError. */
export class SlackMessages {
  readonly #options: SlackMessagesOptions;

  constructor(options: SlackMessagesOptions) {
    this.#options = options;
  }

  /** Posts a marked message; its timestamp is its id. */
  async post(post: TextPost): Promise<string> {
    const { channel, text, blocks, key, signal } = post;
    const args = {
      channel: channel.channel,
      text,
      blocks,
      thread_ts: channel.thread,
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: POST_EVENT_TYPE, event_payload: { key: hashKey(key) } },
    };
    const { ts } = await this.asMember(post, () =>
      this.#options.api.call("chat.postMessage", { args, answer: postedSchema, signal }),
    );
    return ts;
  }

  /** Replaces a message's text; its mark stays. */
  async edit({ channel, ts, text, blocks = [], fileIds, signal }: TextEdit): Promise<void> {
    await this.#options.api.call("chat.update", {
      // No blocks: those of an earlier text go, with their buttons.
      args: { channel: channel.channel, ts, text, blocks, file_ids: fileIds },
      answer: z.unknown(),
      signal,
    });
  }

  /**
   * Runs `call`. If Slack says that the bot is not in the channel, joins it if it is public and runs `call` again,
   * unless nobody there asked for the job: then somebody removed the bot on purpose.
   */
  async asMember<T>(
    { channel, unasked = false, signal }: Pick<TextPost, "channel" | "unasked" | "signal">,
    call: () => Promise<T>,
  ): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (unasked || slackWordOf(error) !== "not_in_channel") throw error;
      try {
        await joinChannel(this.#options.api, channel.channel, signal);
      } catch (joinError) {
        throw joinError instanceof PlatformError && joinError.retryable ? joinError : error;
      }
      return call();
    }
  }

  /**
   * A message of ours that is already in the channel. Where the app may not read the history (the
   * history scopes are missing) this finds nothing: then a lost answer can make a second message.
   */
  async find(sought: MessageQuery): Promise<FoundMessage | undefined> {
    try {
      return await this.asMember(sought, () => this.#search(sought));
    } catch (error) {
      if (error instanceof PlatformError && error.retryable) throw error;
      const { channel } = sought.channel;
      this.#options.log.warn(
        { platform: "slack", channelId: channel, err: error },
        "history.unreadable",
      );
      return undefined;
    }
  }

  async #search(sought: MessageQuery): Promise<FoundMessage | undefined> {
    const { channel, thread } = sought.channel;
    const method = thread === undefined ? "conversations.history" : "conversations.replies";
    const isSought = this.#recogniser(sought);
    const { oldest } = sought;
    const args = { channel, ts: thread, oldest, limit: PAGE_SIZE, include_all_metadata: true };
    const maxPages = oldest === undefined ? MAX_PAGES : MAX_PAGES_TO_BEGINNING;
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const history = await this.#options.api.call(method, {
        args: { ...args, cursor },
        answer: historySchema,
        signal: sought.signal,
      });
      const found = history.messages.find(isSought);
      if (found) return found;
      cursor = history.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === "") return undefined;
    }
    return undefined;
  }

  #recogniser({ key, fileIds = [] }: MessageQuery): (message: HistoryMessage) => boolean {
    const { botId, botUserId } = this.#options.identity();
    const hash = hashKey(key);
    return ({ user, bot_id, metadata, files }) => {
      const isOurs = isSame(bot_id, botId) && isSame(user, botUserId);
      const isMarked =
        metadata?.event_type === POST_EVENT_TYPE && metadata.event_payload.key === hash;
      return isOurs && (isMarked || (files ?? []).some(({ id }) => fileIds.includes(id)));
    };
  }
}

/** Unknown on either side counts as the same: servers leave these out. */
const isSame = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** A key as it is shown to everybody in the channel who can read metadata. */
const hashKey = (key: string): string =>
  createHash("sha256").update(key).digest("hex").slice(0, 32);

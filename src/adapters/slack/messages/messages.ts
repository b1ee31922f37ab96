import { createHash } from "node:crypto";
import { z } from "zod";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { PlatformError } from "../../../core/errors.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { joinChannel } from "../access/access.ts";
import type { Content } from "./content.ts";
import { slackErrorOf } from "../errors.ts";
import type { SlackIdentity } from "../api/identity.ts";
import { parseAnswer, type SlackWebClient } from "../api/web-client.ts";

/** Marks a message of ours, so that it can be recognised in the channel's history. */
const POST_EVENT_TYPE = "pika_relay_post";

/** How far back to search for a message of ours: to the first attempt if that is known. */
const PAGE_SIZE = 200;
const MAX_PAGES = 5;
const MAX_PAGES_TO_OLDEST = 100;

const word = z.string().optional().catch(undefined);
const postedSchema = z.object({ ts: z.string().min(1) });
const historySchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      text: word,
      user: word,
      bot_id: word,
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
type History = z.infer<typeof historySchema>;
type HistoryMessage = History["messages"][number];

/** A message of ours to look for: one with the key, or with any of the files. */
export interface MessageQuery {
  readonly channel: ChannelRef;
  readonly key: string;
  readonly fileIds?: readonly string[];
  /** The message is not older than this timestamp. */
  readonly oldest?: string | undefined;
  /** See {@link StatusPost.unasked}. */
  readonly unasked?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A message of ours that is in the channel already; `text` as Slack keeps it, `undefined` if it does not say. */
export interface ExistingMessage {
  readonly ts: string;
  readonly text?: string | undefined;
  readonly files?: readonly { readonly id: string }[] | undefined;
}

/** A new text message. */
export interface TextPost extends Content {
  readonly channel: ChannelRef;
  readonly key: string;
  /** Whether a reply in a thread shows in the channel, too. Default: no. */
  readonly isBroadcast?: boolean | undefined;
  /** See {@link StatusPost.unasked}. */
  readonly unasked?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A new text for the message with the timestamp `ts`. */
export interface TextEdit extends Content {
  readonly channel: ChannelRef;
  readonly ts: string;
  /** Uploaded files that the message gets in place of those that it has; absent: it keeps them. */
  readonly fileIds?: string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link SlackMessages}. */
export interface SlackMessagesOptions {
  readonly client: SlackWebClient;
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
    const { channel, text, blocks, key, isBroadcast = false, signal } = post;
    const { thread } = channel;
    const reply =
      isBroadcast && thread !== undefined
        ? { thread_ts: thread, reply_broadcast: true }
        : { thread_ts: thread };
    const { chat } = this.#options.client.withSignal(signal);
    const answer = await this.asMember(post, () =>
      chat.postMessage({
        channel: channel.channel,
        text,
        blocks,
        ...reply,
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: POST_EVENT_TYPE, event_payload: { key: hashKey(key) } },
      }),
    );
    return parseAnswer(postedSchema, answer, "chat.postMessage").ts;
  }

  /** Replaces a message's text; its mark stays. */
  async edit({ channel, ts, text, blocks = [], fileIds, signal }: TextEdit): Promise<void> {
    // An empty list of blocks takes away those of an earlier text, with their buttons.
    const { chat } = this.#options.client.withSignal(signal);
    await chat.update({ channel: channel.channel, ts, text, blocks, file_ids: fileIds });
  }

  /**
   * Runs `call`. If Slack says that the bot is not in the channel, joins it if it is public and runs `call` again,
   * unless nobody there asked for the job: then a person removed the bot on purpose.
   */
  async asMember<T>(
    { channel, unasked = false, signal }: Pick<TextPost, "channel" | "unasked" | "signal">,
    call: () => Promise<T>,
  ): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (unasked || slackErrorOf(error) !== "not_in_channel") throw error;
      try {
        await joinChannel(this.#options.client.withSignal(signal), channel.channel);
      } catch (joinError) {
        throw joinError instanceof PlatformError && joinError.retryable ? joinError : error;
      }
      return call();
    }
  }

  /**
   * A message of ours that is already in the channel. Finds nothing if the app may not read the history because its history
   * scopes are missing: then a lost answer can make a second message. Rejects with `channel_lost` if the channel is lost, which
   * may be over when the caller posts.
   */
  async find(query: MessageQuery): Promise<ExistingMessage | undefined> {
    try {
      return await this.asMember(query, () => this.#search(query));
    } catch (error) {
      if (error instanceof PlatformError && (error.retryable || isChannelLost(error))) throw error;
      const { channel } = query.channel;
      this.#options.log.warn(
        { platform: "slack", channelId: channel, err: error },
        "history.unreadable",
      );
      return undefined;
    }
  }

  async #search(query: MessageQuery): Promise<ExistingMessage | undefined> {
    const isWanted = this.#matcher(query);
    const maxPages = query.oldest === undefined ? MAX_PAGES : MAX_PAGES_TO_OLDEST;
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const history = await this.#readPage(query, cursor);
      const found = history.messages.find(isWanted);
      if (found) return found;
      cursor = history.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === "") return undefined;
    }
    return undefined;
  }

  async #readPage(
    { channel: { channel, thread }, oldest, signal }: MessageQuery,
    cursor: string | undefined,
  ): Promise<History> {
    const { conversations } = this.#options.client.withSignal(signal);
    const args = { channel, oldest, limit: PAGE_SIZE, include_all_metadata: true, cursor };
    if (thread === undefined)
      return parseAnswer(historySchema, await conversations.history(args), "conversations.history");
    const answer = await conversations.replies({ ...args, ts: thread });
    return parseAnswer(historySchema, answer, "conversations.replies");
  }

  #matcher({ key, fileIds = [] }: MessageQuery): (message: HistoryMessage) => boolean {
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

/** Whether the channel can't be posted to either. An app that is not in it may not read it, but may be allowed to post. */
const isChannelLost = (error: PlatformError): boolean =>
  error.code === "channel_lost" && slackErrorOf(error) !== "not_in_channel";

/** Unknown on either side counts as the same: servers leave these out. */
const isSame = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** A key in the form that everyone in the channel who can read metadata gets to see. */
const hashKey = (key: string): string =>
  createHash("sha256").update(key).digest("hex").slice(0, 32);

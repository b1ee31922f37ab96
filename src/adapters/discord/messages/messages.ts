import {
  messageLink,
  RequestMethod,
  RESTJSONErrorCodes,
  Routes,
  type APIMessage,
} from "discord.js";
import type { ChannelRef } from "../../../core/channel/channel-ref.ts";
import { isRefusal, NotOursError, PlatformError } from "../../../core/errors.ts";
import type { MessageRef } from "../../../core/follow/follow.ts";
import type { ResultPost, StatusEdit, StatusPost } from "../../../core/ports/platform.ts";
import type { LookUpChannel } from "../access/permissions.ts";
import { hasActions } from "./components.ts";
import {
  ExistingMessageFinder,
  type ExistingMessageFinderOptions,
} from "./existing-message-finder.ts";
import { discordCodeOf } from "../errors.ts";
import { isReply, toBody, toEditBody, toPayload, type Post } from "./message-body.ts";
import { renderQuietly } from "./render.ts";
import { toFingerprint } from "./fingerprint.ts";
import {
  parseCheckpoint,
  toCheckpoint,
  withRequest,
  type PostCheckpoint,
} from "./post-checkpoint.ts";

/**
 * Discord refuses a reply, and nothing else, if Read Message History is missing. Older answers only say MissingPermissions,
 * as for every missing permission.
 */
const REPLY_REFUSED: ReadonlySet<number | undefined> = new Set([
  RESTJSONErrorCodes.CannotReplyWithoutPermissionToReadMessageHistory,
  RESTJSONErrorCodes.CannotReferenceAMessageWithoutPermissionToReadMessageHistory,
]);
/** The names of both permissions to post, in channels and in threads, begin with this. */
const SEND = "Send Messages";

/** Options of {@link DiscordMessages}. */
export interface MessagesOptions extends ExistingMessageFinderOptions {
  readonly lookUp: LookUpChannel;
}

/** Posts and edits with the bot's own token: an interaction's expires after 15 minutes. */
export class DiscordMessages {
  readonly #options: MessagesOptions;
  readonly #finder: ExistingMessageFinder;

  constructor(options: MessagesOptions) {
    this.#options = options;
    this.#finder = new ExistingMessageFinder(options);
  }

  /** See PlatformAdapter. */
  async postStatus(post: StatusPost): Promise<MessageRef> {
    const existing = post.mayAlreadyExist ? await this.findStatus(post) : undefined;
    return existing ?? this.#saveAndSend({ ...post, files: [] }, parseCheckpoint(post.checkpoint));
  }

  /** See PlatformAdapter. */
  async findStatus(post: StatusPost): Promise<MessageRef | undefined> {
    const checkpoint = parseCheckpoint(post.checkpoint);
    const existing =
      checkpoint.messageId === undefined
        ? await this.#finder.findStatus(post, checkpoint)
        : undefined;
    const id = checkpoint.messageId ?? existing?.id;
    if (id === undefined) return undefined;
    // Its text and buttons change from now on, so it would not be recognised a second time.
    await post.save?.(toCheckpoint({ ...checkpoint, messageId: id }));
    const { channel, message, signal } = post;
    const ref = toRef(channel, id);
    const isCurrent =
      existing?.content === renderQuietly(message).content &&
      hasActions(existing.components, message.actions ?? []);
    if (!isCurrent) await this.#bringUpToDate({ channel, ref, message, ...(signal && { signal }) });
    return ref;
  }

  /** A message that can't be edited is, or was, in the channel, so posting another one would not help. */
  async #bringUpToDate(edit: StatusEdit): Promise<void> {
    try {
      await this.editStatus(edit);
    } catch (error) {
      if (!(error instanceof PlatformError) || error.code !== "message_lost") throw error;
    }
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

  /** See PlatformAdapter. */
  async postResult(post: ResultPost): Promise<MessageRef> {
    const checkpoint = parseCheckpoint(post.checkpoint);
    const existing = post.mayAlreadyExist
      ? await this.#finder.findResult(post, checkpoint)
      : undefined;
    if (!existing) return this.#saveAndSend(post, checkpoint);
    return toRef({ ...post.channel, channel: existing.channelId }, existing.message.id);
  }

  /** Stores the fingerprint of the request, then sends it. */
  async #saveAndSend(post: Post, checkpoint: PostCheckpoint): Promise<MessageRef> {
    if (!post.save) return this.#send(post);
    const body = toBody(post);
    const after = await this.#finder.idBefore(post, checkpoint);
    const fingerprint = toFingerprint(body, { in: post.channel.channel, after });
    const sent = (): PostCheckpoint =>
      withRequest(checkpoint, { fingerprint, sentAt: this.#options.api.now() });
    await post.save(toCheckpoint(sent()));
    try {
      return await this.#send(post);
    } catch (error) {
      // Nothing was sent, and another process may be storing its own checkpoint by now.
      if (error instanceof NotOursError) throw error;
      // A refused request left no message, so there is none to look for. After any other failure it may still appear.
      await post.save(toCheckpoint(isRefusal(error) ? checkpoint : sent())).catch(() => {});
      throw error;
    }
  }

  async #send(post: Post): Promise<MessageRef> {
    try {
      return await this.#create(post);
    } catch (error) {
      if (!isReply(post) || !(await this.#isMissingHistory(error, post.channel))) throw error;
    }
    return this.#create({ ...post, replyTo: undefined });
  }

  /** Whether Discord may have refused only the reply. If posting is not allowed at all, there is no second attempt. */
  async #isMissingHistory(error: unknown, { channel }: ChannelRef): Promise<boolean> {
    const code = discordCodeOf(error);
    if (code !== RESTJSONErrorCodes.MissingPermissions) return REPLY_REFUSED.has(code);
    const missing = await this.#missingIn(channel);
    return !missing.some((name) => name.startsWith(SEND));
  }

  async #create(post: Post): Promise<MessageRef> {
    const { channel, files, signal } = post;
    const answer = await this.#options.api.request({
      method: RequestMethod.Post,
      route: Routes.channelMessages(channel.channel),
      ...toPayload(toBody(post), files),
      signal,
      missing: () => this.#missing(channel, { withFiles: files.length > 0 }),
    });
    const { id } = (answer ?? {}) as Partial<APIMessage>;
    if (typeof id !== "string")
      throw new PlatformError("unavailable", "Discord's answer to a post names no message");
    return toRef(channel, id);
  }

  /** The permissions behind a refusal: those known to be missing, otherwise those that such a refusal can mean. */
  async #missing(
    { channel }: ChannelRef,
    { withFiles }: { withFiles: boolean },
  ): Promise<readonly string[]> {
    const known = await this.#missingIn(channel);
    if (known.length > 0) return known;
    return withFiles ? [SEND, "Attach Files"] : [SEND];
  }

  /** The permissions that are known to be missing in a channel. Never rejects. */
  async #missingIn(channelId: string): Promise<readonly string[]> {
    try {
      return (await this.#options.lookUp(channelId))?.missing ?? [];
    } catch {
      return [];
    }
  }
}

function toRef({ workspace, channel }: ChannelRef, id: string): MessageRef {
  return { id, url: messageLink(channel, id, workspace) };
}

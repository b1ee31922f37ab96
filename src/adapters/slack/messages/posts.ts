import { NotOursError, PlatformError } from "../../../core/errors.ts";
import type { MessageRef } from "../../../core/follow/follow.ts";
import type { Message } from "../../../core/message.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { ResultPost, StatusEdit, StatusPost } from "../../../core/ports/platform.ts";
import { renderContent, type Content } from "./content.ts";
import type { SlackNames } from "../access/names.ts";
import { readTeamUrl, type SlackIdentity } from "../api/identity.ts";
import { SlackMessages, type ExistingMessage, type TextPost } from "./messages.ts";
import { renderLink, renderLiterally, renderText } from "./render.ts";
import { SlackResults } from "./results.ts";
import { findExisting, sendText } from "./text-checkpoint.ts";
import { uploadUnshared } from "./upload.ts";
import { toMessageRef } from "./message-ref.ts";
import type { SlackWebClient } from "../api/web-client.ts";

/** Options of {@link SlackPosts}. */
export interface SlackPostsOptions {
  readonly client: SlackWebClient;
  readonly log: Logger;
  readonly clock: Clock;
  readonly identity: () => SlackIdentity;
  readonly names: Pick<SlackNames, "of" | "read">;
}

/** Turns the relay's status messages and results into requests to Slack. */
export class SlackPosts {
  readonly #options: SlackPostsOptions;
  readonly #messages: SlackMessages;
  readonly #results: SlackResults;
  /** The workspace's address, if only a message's permalink has it. */
  #readTeamUrl: string | undefined;

  constructor(options: SlackPostsOptions) {
    this.#options = options;
    this.#messages = new SlackMessages(options);
    this.#results = new SlackResults({ ...options, messages: this.#messages });
  }

  get #teamUrl(): string | undefined {
    return this.#options.identity().teamUrl ?? this.#readTeamUrl;
  }

  /** See PlatformAdapter. */
  async postStatus(post: StatusPost): Promise<MessageRef> {
    const existing = post.mayAlreadyExist ? await this.findStatus(post) : undefined;
    if (existing) return existing;
    const { http } = this.#options.client;
    const content = this.#renderNew(post.message);
    const ts = await sendText(post, http, () => this.#messages.post({ ...post, ...content }));
    return this.#ref(post, ts);
  }

  /** See PlatformAdapter. */
  async findStatus(post: StatusPost): Promise<MessageRef | undefined> {
    const { client, clock } = this.#options;
    const existing = await findExisting(post, { http: client.http, clock }, (where) =>
      this.#messages.find({ ...post, ...where }),
    );
    if (!existing) return undefined;
    await this.#bringUpToDate(existing, { ...post, ...this.#renderNew(post.message) });
    return this.#ref(post, existing.ts);
  }

  /** See PlatformAdapter. */
  async editStatus({
    message,
    ref,
    files = [],
    removesFiles = false,
    ...edit
  }: StatusEdit): Promise<void> {
    const client = this.#options.client.withSignal(edit.signal);
    const kept = removesFiles ? [] : undefined;
    const fileIds = files.length === 0 ? kept : await uploadUnshared(client, files, edit.signal);
    // An edit notifies nobody, even if it mentions people.
    await this.#messages.edit({ ...edit, ts: ref.id, ...renderContent(message), fileIds });
  }

  /** See PlatformAdapter. */
  async postResult({ broadcastFrom, ...asked }: ResultPost): Promise<MessageRef> {
    const isBroadcast = broadcastFrom !== undefined;
    const post: ResultPost = { ...asked, channel: broadcastFrom ?? asked.channel };
    const { message, files } = post;
    await this.#options.names.read(peopleWithoutPing(message));
    const rendered = { ...post, ...this.#renderResult(post), isBroadcast };
    const { ts, isAsAsked } = await this.#results.post(rendered);
    // The buttons come with the text, which would take the links of an earlier attempt away.
    if (isAsAsked && files.length > 0 && message.actions?.length) await this.#addButtons(post, ts);
    return this.#ref(post, ts);
  }

  /** Edits an earlier attempt's message: the job has gone on since. Needless if Slack only spells the text differently. */
  async #bringUpToDate({ ts, text: shown }: ExistingMessage, post: TextPost): Promise<void> {
    if (shown === post.text && post.blocks === undefined) return;
    try {
      await this.#messages.edit({ ...post, ts });
    } catch (error) {
      // It can't be edited (any more), but it is in the channel: another one would not help.
      if (!(error instanceof PlatformError) || error.code !== "message_lost") throw error;
      this.#options.log.warn({ platform: "slack", err: error }, "status.not_editable");
    }
  }

  /**
   * Slack accepts files with a comment, but does not document buttons with them, so an edit of the posted message adds
   * them. If that fails, commands do the same.
   */
  async #addButtons({ channel, message, signal }: ResultPost, ts: string): Promise<void> {
    try {
      await this.#messages.edit({ channel, ts, signal, ...this.#renderNew(message) });
    } catch (error) {
      // The process that has the channel now finds the message, and adds them.
      if (error instanceof NotOursError) throw error;
      this.#options.log.warn(
        { platform: "slack", channelId: channel.channel, err: error },
        "buttons.not_added",
      );
    }
  }

  async #ref({ channel, signal }: StatusPost, ts: string): Promise<MessageRef> {
    const client = this.#options.client.withSignal(signal);
    const teamUrl = this.#teamUrl ?? (await readTeamUrl(client, channel, ts));
    this.#readTeamUrl = teamUrl;
    return toMessageRef(teamUrl, channel, ts);
  }

  #renderNew(message: Message): Content {
    return renderContent(message, (userId) => this.#nameQuietly(userId));
  }

  /** Files come with a comment, the only text beside them. */
  #renderResult({ message, files }: ResultPost): Content {
    if (files.length === 0) return this.#renderNew(message);
    return { text: renderText(message, (userId) => this.#nameQuietly(userId)) };
  }

  /** Slack notifies everybody whom a new message mentions; a link to their profile names them without that. */
  #nameQuietly(userId: string): string {
    const teamUrl = this.#teamUrl;
    const name = `@${this.#options.names.of(userId) ?? userId}`;
    if (teamUrl === undefined) return renderLiterally(name);
    return renderLink(new URL(`team/${encodeURIComponent(userId)}`, teamUrl).href, name);
  }
}

/** The people whom a message names without notifying them. */
function peopleWithoutPing({ blocks, pings }: Message): string[] {
  const spans = blocks.flatMap((block) => ("spans" in block ? block.spans : []));
  const named = spans.flatMap((span) =>
    typeof span === "object" && span.kind === "mention" ? [span.userId] : [],
  );
  return named.filter((userId) => !pings.includes(userId));
}

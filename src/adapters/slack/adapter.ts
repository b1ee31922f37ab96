import type { ChannelRef } from "../../core/channel-ref.ts";
import type { Command } from "../../core/command.ts";
import { PlatformError } from "../../core/errors.ts";
import type { MessageRef } from "../../core/follow.ts";
import type { Handlers } from "../../core/invocation.ts";
import type { Message } from "../../core/message.ts";
import type {
  Clock,
  ConnectionListener,
  Logger,
  PlatformAdapter,
  ResultPost,
  StatusEdit,
  StatusPost,
  ThreadRequest,
} from "../../core/ports.ts";
import { checkAccess } from "./access.ts";
import { beginningOf, withBeginning } from "./beginning.ts";
import { SocketConnection } from "./connection.ts";
import { renderContent, type Content } from "./content.ts";
import { openDirect } from "./direct.ts";
import { identify, readTeamUrl, type SlackIdentity } from "./identity.ts";
import { SlackInteractions } from "./interactions.ts";
import { SlackLocales } from "./locales.ts";
import { SlackMessages, type FoundMessage, type TextPost } from "./messages.ts";
import { RecentMap } from "./recent-map.ts";
import { renderLink, renderLiterally } from "./render.ts";
import { SlackResults } from "./results.ts";
import { checkSharing } from "./sharing.ts";
import { uploadUnseen } from "./upload.ts";
import { toMessageRef } from "./urls.ts";
import { SlackWebApi } from "./web-api.ts";

const REQUEST_TIMEOUT_MS = 15_000;
const REMEMBERED_NAMES = 1_000;

/** What a {@link SlackAdapter} works with. */
export interface SlackAdapterOptions {
  /** `xoxb-…` */
  readonly botToken: string;
  /** `xapp-…`, with the scope connections:write. */
  readonly appToken: string;
  /** Web API base, with or without the slash at its end. */
  readonly apiUrl: string;
  readonly commands: readonly Command[];
  readonly handlers: Handlers;
  /** Default: nobody wants to know. */
  readonly onConnection?: ConnectionListener;
  readonly log: Logger;
  readonly clock: Clock;
  /** How long one call of the Web API may take; 15 s unless told. */
  readonly requestTimeoutMs?: number;
}

/** Slack over Socket Mode, as one bot in one workspace. */
export class SlackAdapter implements PlatformAdapter {
  readonly platform = "slack";
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #api: SlackWebApi;
  readonly #connection: SocketConnection;
  readonly #interactions: SlackInteractions;
  readonly #messages: SlackMessages;
  readonly #results: SlackResults;
  /** Names of people who asked for something, by user id: only for showing them without a ping. */
  readonly #names = new RecentMap<string>(REMEMBERED_NAMES);
  readonly #stopping = new AbortController();
  #identity: SlackIdentity = {};

  constructor(options: SlackAdapterOptions) {
    const { botToken, log, clock } = options;
    this.#log = log;
    this.#clock = clock;
    const apiUrl = options.apiUrl.replace(/\/*$/, "/");
    const timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    const api = new SlackWebApi({ botToken, apiUrl, log, timeoutMs });
    this.#api = api;
    this.#connection = new SocketConnection({
      appToken: options.appToken,
      api,
      log,
      clock,
      onConnected: (connected) => options.onConnection?.({ platform: "slack", connected }),
    });
    this.#interactions = new SlackInteractions({
      ...options,
      api,
      connection: this.#connection,
      locales: new SlackLocales({ api, clock, log }),
      identity: () => this.#identity,
      checkAccess: (channel, signal) =>
        checkAccess({ api, channel, signal, botName: this.#botName }),
      checkSharing: ({ userId, channel: { workspace } }, channel, signal) =>
        checkSharing({ api, channel, userId, workspace, signal, botName: this.#botName }),
      onPerson: (userId, name) => this.#names.set(userId, name),
    });
    const identity = (): SlackIdentity => this.#identity;
    this.#messages = new SlackMessages({ api, log, identity });
    this.#results = new SlackResults({ api, log, clock, messages: this.#messages });
  }

  get workspace(): string | undefined {
    return this.#identity.teamId;
  }

  async start(outerSignal: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([outerSignal, this.#stopping.signal]);
    const { teamUrl, botName } = await this.#identify(signal);
    await this.#connection.start(signal);
    const install =
      "create or update the app from slack-manifest.json at https://api.slack.com/apps";
    this.#log.info({ platform: "slack", teamUrl, botName, install }, "slack.ready");
  }

  stopCommands(): void {
    this.#interactions.stop();
  }

  async stop(): Promise<void> {
    this.#interactions.stop();
    this.#stopping.abort();
    await this.#connection.stop();
    await this.#api.close();
  }

  async postStatus(post: StatusPost): Promise<MessageRef> {
    const landed = post.mayHaveLanded ? await this.findStatus(post) : undefined;
    if (landed) return landed;
    await withBeginning(post, this.#messages.beginning()).save?.(post.checkpoint ?? {});
    const content = this.#renderNew(post.message);
    return this.#ref(post, await this.#messages.post({ ...post, ...content }));
  }

  async findStatus(post: StatusPost): Promise<MessageRef | undefined> {
    const landed = await this.#messages.find({ ...post, oldest: beginningOf(post) });
    if (!landed) return undefined;
    await this.#bringUpToDate(landed, { ...post, ...this.#renderNew(post.message) });
    return this.#ref(post, landed.ts);
  }

  async editStatus({ message, ref, files = [], ...edit }: StatusEdit): Promise<void> {
    const fileIds =
      files.length === 0 ? undefined : await uploadUnseen(this.#api, files, edit.signal);
    // An edit notifies nobody, whomever it mentions.
    await this.#messages.edit({ ...edit, ts: ref.id, ...renderContent(message), fileIds });
  }

  async postResult(post: ResultPost): Promise<MessageRef> {
    const content = this.#renderNew(post.message);
    const ts = await this.#results.post({ ...post, ...content });
    if (post.files.length > 0 && content.blocks) await this.#addButtons(post, ts);
    return this.#ref(post, ts);
  }

  async openThread({ channel, root }: ThreadRequest): Promise<ChannelRef> {
    // Any message can have a thread, made by the first answer; but there are none within threads.
    return { ...channel, thread: channel.thread ?? root.id };
  }

  async openDirect(userId: string, signal?: AbortSignal): Promise<ChannelRef> {
    return openDirect(this.#api, { userId, workspace: this.#identity.teamId, signal });
  }

  get #botName(): string {
    return this.#identity.botName ?? "pika-relay";
  }

  /** The job has gone on since an earlier attempt. Where Slack spells the text differently this is one edit too many. */
  async #bringUpToDate({ ts, text: shown }: FoundMessage, post: TextPost): Promise<void> {
    if (shown === post.text && post.blocks === undefined) return;
    try {
      await this.#messages.edit({ ...post, ts });
    } catch (error) {
      // It cannot be edited (any more), but it is in the channel: posting another one would not be better.
      if (!(error instanceof PlatformError) || error.code !== "message_lost") throw error;
      this.#log.warn({ platform: "slack", err: error }, "status.not_editable");
    }
  }

  /**
   * Slack takes files and a comment, and what it makes of buttons among them is not documented, so they come with an edit
   * of the message that is there. Without them nothing is missing that a command could not do.
   */
  async #addButtons({ channel, message, signal }: ResultPost, ts: string): Promise<void> {
    try {
      await this.#messages.edit({ channel, ts, signal, ...renderContent(message) });
    } catch (error) {
      this.#log.warn(
        { platform: "slack", channelId: channel.channel, err: error },
        "buttons.not_added",
      );
    }
  }

  async #identify(signal: AbortSignal): Promise<SlackIdentity> {
    this.#identity = await identify({
      api: this.#api,
      log: this.#log,
      clock: this.#clock,
      signal,
    });
    return this.#identity;
  }

  async #ref({ channel, signal }: StatusPost, ts: string): Promise<MessageRef> {
    const teamUrl =
      this.#identity.teamUrl ?? (await readTeamUrl(this.#api, { channel, ts, signal }));
    this.#identity = { ...this.#identity, teamUrl };
    return toMessageRef(teamUrl, channel, ts);
  }

  #renderNew(message: Message): Content {
    return renderContent(message, (userId) => this.#nameQuietly(userId));
  }

  /** Slack notifies everybody whom a new message mentions; a link to their profile names them without that. */
  #nameQuietly(userId: string): string {
    const { teamUrl } = this.#identity;
    const name = `@${this.#names.get(userId) ?? userId}`;
    if (teamUrl === undefined) return renderLiterally(name);
    return renderLink(new URL(`team/${encodeURIComponent(userId)}`, teamUrl).href, name);
  }
}

/** Makes a Slack adapter; nothing is asked of Slack before it is started. */
export const createSlackAdapter = (options: SlackAdapterOptions): SlackAdapter =>
  new SlackAdapter(options);

import type { Command } from "../../core/command.ts";
import type { ChannelRef } from "../../core/channel/channel-ref.ts";
import { DEFAULT_COMMAND_PREFIX } from "../../core/command-names.ts";
import type { MessageRef } from "../../core/follow/follow.ts";
import type { ClaimInteraction } from "../../core/interaction-claim.ts";
import type { Handlers } from "../../core/invocation.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type {
  ConnectionListener,
  DirectRequest,
  PlatformAdapter,
  ResultPost,
  StatusEdit,
  StatusPost,
  ThreadRequest,
} from "../../core/ports/platform.ts";
import type { HttpEndpoint } from "../../core/ports/http-endpoint.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { createApi, type DiscordApi } from "./api/api.ts";
import { CommandMentions, type CommandIds } from "./messages/command-mentions.ts";
import { DiscordConnection, type ConnectionOptions } from "./connection.ts";
import type { ShardChoice } from "./gateway/client.ts";
import { connectGateway } from "./gateway/gateway.ts";
import { connectHttp } from "./http/connect-http.ts";
import { createInteractionsEndpoint } from "./http/interactions-endpoint.ts";
import type { Interaction } from "./interactions/interaction.ts";
import { readCommands } from "./interactions/register-commands.ts";
import { DiscordInteractions } from "./interactions/interactions.ts";
import type { Knowledge } from "./interactions/read-interaction.ts";
import { IdentifyLimiter } from "./sdk/identify-limiter.ts";
import { DiscordMessages } from "./messages/messages.ts";
import { openDirect, openThread } from "./access/open-channel.ts";
import type { LookUpChannel } from "./access/permissions.ts";

/** Options of {@link DiscordAdapter}. */
export interface DiscordAdapterOptions {
  /** The bot token from the developer portal. */
  readonly token: string;
  /** Base URL of the REST API, without the version. */
  readonly apiUrl: string;
  /** False if this process only posts: it opens no gateway connection and registers no commands. Default: true. */
  readonly receivesCommands?: boolean;
  /** The application's public key, as 64 hex digits: commands arrive by HTTP. Default: they arrive over the gateway. */
  readonly publicKey?: string | undefined;
  /** The shards of this process. Default: as many as Discord recommends, all of them here. */
  readonly shards?: ShardChoice | undefined;
  /** The only server that gets the commands. Default: all servers. */
  readonly guildId?: string | undefined;
  readonly commands: readonly Command[];
  /** What the names of the commands begin with for people. Default: `pika`. */
  readonly commandPrefix?: string;
  readonly handlers: Handlers;
  /** Called once an interaction is acknowledged. Default: this process gets all of them, so there is nothing to claim. */
  readonly claim?: ClaimInteraction | undefined;
  /** Called when the gateway connection is lost or back, or once the token of a process that only posts is accepted. Default: not called. */
  readonly onConnection?: ConnectionListener;
  /**
   * Asked right before each request that people in channels may see the effect of; not for answers to commands, which the
   * process that got the command sends. If it returns false, nothing is sent, and the call rejects with a NotOursError.
   * Default: always true.
   */
  readonly mayAct?: (() => boolean) | undefined;
  readonly log: Logger;
  readonly clock: Clock;
  /** Deadline of a request that uploads nothing. Default 15 s. */
  readonly requestTimeoutMs?: number;
  /** Deadline of a small upload; larger ones get more time. Default 2 minutes. */
  readonly uploadTimeoutMs?: number;
  /** Deadline of each answer of the gateway before a session is established. Default 15 s. */
  readonly gatewayTimeoutMs?: number;
}

/** Discord through discord.js: commands over the gateway, by HTTP or not at all; messages over REST with the bot's token. */
export class DiscordAdapter implements PlatformAdapter {
  readonly platform = "discord";
  readonly endpoints: readonly HttpEndpoint[] = [];
  readonly #api: DiscordApi;
  readonly #connection: DiscordConnection;
  readonly #messages: DiscordMessages;
  readonly #interactions: DiscordInteractions;
  readonly #mentions: CommandMentions;

  constructor(options: DiscordAdapterOptions) {
    const { requestTimeoutMs = 15_000, uploadTimeoutMs = 120_000 } = options;
    const { log, clock, guildId, commandPrefix = DEFAULT_COMMAND_PREFIX } = options;
    const { receivesCommands = true } = options;
    const api = createApi({ ...options, requestTimeoutMs, uploadTimeoutMs });
    const readIds = receivesCommands ? undefined : () => this.#readCommandIds(guildId);
    const mentions = new CommandMentions({ guildId, commandPrefix, readIds, clock, log });
    const onConnected = (connected: boolean): void =>
      options.onConnection?.({ platform: "discord", connected });
    const connection = new DiscordConnection({
      ...options,
      api,
      commandPrefix,
      commandIds: commandIdsAtStart(options),
      connect: this.#createConnect(options, { api, onConnected }),
      onRegistered: (ids) => mentions.learn(ids),
      onConnected,
    });
    const lookUp: LookUpChannel = async (channelId) => connection.established?.lookUp(channelId);
    this.#api = api;
    this.#connection = connection;
    this.#mentions = mentions;
    this.#interactions = new DiscordInteractions({ ...options, api, mentions, lookUp });
    this.#messages = new DiscordMessages({
      api,
      clock,
      lookUp,
      botUserId: () => connection.botUserId(),
    });
    const { publicKey } = options;
    if (publicKey === undefined || !receivesCommands) return;
    const known: Knowledge = {
      get applicationId() {
        return connection.established?.applicationId;
      },
      channel: () => undefined,
    };
    const interactions = this.#interactions;
    this.endpoints = [createInteractionsEndpoint({ publicKey, interactions, known, log, clock })];
  }

  /** How commands arrive: by HTTP if there is a public key, otherwise over the gateway; or not at all. */
  #createConnect(
    options: DiscordAdapterOptions,
    { api, onConnected }: { api: DiscordApi; onConnected: (connected: boolean) => void },
  ): ConnectionOptions["connect"] {
    const { publicKey, log, clock, gatewayTimeoutMs = 15_000 } = options;
    if (options.receivesCommands === false)
      return ({ signal }) => connectHttp({ api, log, signal });
    if (publicKey !== undefined)
      return ({ signal }) => connectHttp({ api, publicKey, log, signal });
    const pace = new IdentifyLimiter(clock);
    const onInteraction = (interaction: Interaction): void =>
      void this.#interactions.take(interaction);
    return (attempt) =>
      connectGateway({
        ...options,
        ...attempt,
        api,
        gatewayTimeoutMs,
        pace,
        onConnected,
        onInteraction,
      });
  }

  async start(signal: AbortSignal): Promise<void> {
    this.#interactions.startCommands();
    await this.#connection.start(signal);
    await this.#mentions.read();
  }

  stopCommands(): void {
    this.#interactions.stopCommands();
  }

  async stop(): Promise<void> {
    this.stopCommands();
    await this.#connection.stop();
    await this.#api.close();
  }

  postStatus(post: StatusPost): Promise<MessageRef> {
    return this.#messages.postStatus(this.#withMentions(post));
  }

  findStatus(post: StatusPost): Promise<MessageRef | undefined> {
    return this.#messages.findStatus(this.#withMentions(post));
  }

  editStatus(edit: StatusEdit): Promise<void> {
    return this.#messages.editStatus(this.#withMentions(edit));
  }

  postResult(post: ResultPost): Promise<MessageRef> {
    return this.#messages.postResult(this.#withMentions(post));
  }

  openThread(request: ThreadRequest): Promise<ChannelRef> {
    return openThread(this.#api, request);
  }

  openDirect({ userId, signal }: DirectRequest): Promise<ChannelRef> {
    return openDirect(this.#api, { userId, signal });
  }

  async #readCommandIds(guildId: string | undefined): Promise<CommandIds> {
    const applicationId = this.#connection.established?.applicationId;
    if (applicationId === undefined) return new Map();
    return readCommands({ api: this.#api, applicationId, guildId });
  }

  #withMentions<T extends StatusPost | StatusEdit>(post: T): T {
    return { ...post, message: this.#mentions.in(post.channel, post.message) };
  }
}

/** Only one process registers the commands: the one with the first shard. A process that only posts reads them after its start. */
function commandIdsAtStart({
  receivesCommands = true,
  shards,
}: DiscordAdapterOptions): ConnectionOptions["commandIds"] {
  if (!receivesCommands) return "unneeded";
  return (shards?.ids.includes(0) ?? true) ? "registered" : "read";
}

/** Creates the adapter. Nothing connects before `start`. */
export const createDiscordAdapter = (options: DiscordAdapterOptions): DiscordAdapter =>
  new DiscordAdapter(options);

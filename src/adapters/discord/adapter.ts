import type { Command } from "../../core/command.ts";
import { ConfigError, PlatformError } from "../../core/errors.ts";
import type { MessageRef } from "../../core/follow.ts";
import { backOffMs } from "../../core/poll-schedule.ts";
import type {
  Clock,
  CommandHandler,
  Logger,
  PlatformAdapter,
  ResultPost,
  StatusEdit,
  StatusPost,
} from "../../core/ports.ts";
import type { MissingInChannel } from "./access.ts";
import { createApi, type DiscordApi } from "./api.ts";
import { registerCommands } from "./commands.ts";
import { isTokenRefusal } from "./errors.ts";
import { connectGateway, tokenProblem, type Gateway } from "./gateway.ts";
import { DiscordInteractions } from "./interactions.ts";
import { DiscordMessages } from "./messages.ts";
import { inviteUrl } from "./permissions.ts";
import { wait, within } from "./wait.ts";

/** How the relay is known to Discord, and whom it serves there. */
export interface DiscordAdapterOptions {
  readonly token: string;
  /** Without the version. */
  readonly apiUrl: string;
  /** Commands are registered in this server only. */
  readonly guildId?: string | undefined;
  readonly commands: readonly Command[];
  readonly onCommand: CommandHandler;
  readonly log: Logger;
  readonly clock: Clock;
  /** Deadline of a request that uploads nothing. Default 15 s. */
  readonly requestTimeoutMs?: number;
  /** Deadline of an upload, to which its size adds. Default 2 minutes. */
  readonly uploadTimeoutMs?: number;
}

/** Waits between two attempts to connect. */
const RETRY = { baseMs: 1_000, maxMs: 30_000 };
/** A post that needs to know who the bot is waits this long for a connection. */
const CONNECTION_WAIT_MS = 5_000;

/** Discord through discord.js: commands over the gateway, messages over REST with the bot's token. */
export class DiscordAdapter implements PlatformAdapter {
  readonly platform = "discord";
  readonly #options: DiscordAdapterOptions;
  readonly #api: DiscordApi;
  readonly #messages: DiscordMessages;
  readonly #interactions: DiscordInteractions;
  readonly #stopping = new AbortController();
  readonly #connected = Promise.withResolvers<Gateway>();
  #gateway: Gateway | undefined;
  #started: Promise<void> | undefined;

  constructor(options: DiscordAdapterOptions) {
    this.#options = options;
    const { requestTimeoutMs = 15_000, uploadTimeoutMs = 120_000, clock } = options;
    const api = createApi({ ...options, requestTimeoutMs, uploadTimeoutMs });
    const missingInChannel: MissingInChannel = (channelId) =>
      this.#gateway?.missingInChannel(channelId);
    this.#api = api;
    const applicationId = (): string | undefined => this.#gateway?.applicationId;
    this.#interactions = new DiscordInteractions({
      ...options,
      api,
      missingInChannel,
      applicationId,
    });
    this.#messages = new DiscordMessages({
      clock,
      api,
      missingInChannel,
      botUserId: () => this.#bot(),
    });
  }

  start(signal: AbortSignal): Promise<void> {
    this.#started ??= this.#start(AbortSignal.any([signal, this.#stopping.signal]));
    return this.#started;
  }

  stopCommands(): void {
    this.#interactions.stopCommands();
  }

  async stop(): Promise<void> {
    this.stopCommands();
    this.#stopping.abort();
    await this.#started?.catch(() => {});
    await this.#gateway?.close();
    await this.#api.close();
  }

  postStatus(post: StatusPost): Promise<MessageRef> {
    return this.#messages.postStatus(post);
  }

  editStatus(edit: StatusEdit): Promise<void> {
    return this.#messages.editStatus(edit);
  }

  postResult(post: ResultPost): Promise<MessageRef> {
    return this.#messages.postResult(post);
  }

  /** Tries until it is ready, refused, or told to stop. */
  async #start(signal: AbortSignal): Promise<void> {
    const { log } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#connect(signal);
        return;
      } catch (error) {
        if (isTokenRefusal(error)) throw tokenProblem(error);
        const isTemporary = error instanceof PlatformError && error.retryable;
        if (signal.aborted || error instanceof ConfigError || !isTemporary) throw error;
        const backOff = backOffMs(attempt, { ...RETRY, random: Math.random() });
        const delayMs = Math.max(backOff, error.retryAfterMs ?? 0);
        log.warn({ platform: "discord", attempt, delayMs, err: error }, "discord.unreachable");
        await wait(this.#options.clock, delayMs, signal);
      }
    }
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { log, guildId, commands } = this.#options;
    if (!this.#gateway) {
      this.#gateway = await connectGateway({
        ...this.#options,
        signal,
        api: this.#api,
        onInteraction: (interaction) => void this.#interactions.take(interaction),
      });
      this.#connected.resolve(this.#gateway);
      const url = inviteUrl(this.#gateway.applicationId);
      log.info({ platform: "discord", url }, "discord.invite");
    }
    const { applicationId } = this.#gateway;
    await registerCommands({ api: this.#api, applicationId, guildId, commands, log, signal });
    log.info({ platform: "discord", applicationId }, "discord.ready");
  }

  /** Asked where an earlier attempt may have posted; at a start that may be before the first connection. */
  async #bot(): Promise<string> {
    const gateway = await within(this.#connected.promise, this.#options.clock, CONNECTION_WAIT_MS);
    if (!gateway) throw new PlatformError("unavailable", "not connected to Discord yet");
    return gateway.botUserId;
  }
}

/** Makes the adapter; nothing connects before `start`. */
export const createDiscordAdapter = (options: DiscordAdapterOptions): DiscordAdapter =>
  new DiscordAdapter(options);

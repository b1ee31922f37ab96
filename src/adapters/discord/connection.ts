import type { Command } from "../../core/command.ts";
import { AttemptLog } from "../../core/attempt-log.ts";
import { ConfigError, PlatformError, RelayError } from "../../core/errors.ts";
import { backOffMs } from "../../core/time/back-off.ts";
import { retry } from "../../core/time/retry.ts";
import { sleep } from "../../core/time/sleep.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { DiscordApi } from "./api/api.ts";
import type { CommandIds } from "./messages/command-mentions.ts";
import { readCommands, registerCommands } from "./interactions/register-commands.ts";
import { isTokenRefusal, tokenProblem } from "./errors.ts";
import { inviteUrl, type LookUpChannel } from "./access/permissions.ts";

/** An established way for commands to arrive. */
export interface EstablishedConnection {
  readonly applicationId: string;
  readonly botUserId: string;
  /** Works even after the connection has ended. */
  readonly lookUp: LookUpChannel;
  /** Resolves within 2 s. */
  close(): Promise<void>;
}

/** One attempt to connect. */
export interface ConnectionAttempt {
  readonly signal: AbortSignal;
  /** Called once if Discord ends an established connection in a way that nothing recovers from. */
  readonly onEnd: () => void;
}

/** Options of {@link DiscordConnection}. */
export interface ConnectionOptions {
  /** Makes one attempt. Rejects with a ConfigError if Discord refuses the bot, otherwise with a PlatformError. */
  readonly connect: (attempt: ConnectionAttempt) => Promise<EstablishedConnection>;
  /** Called with `true` once a connection is established. */
  readonly onConnected: (connected: boolean) => void;
  readonly api: DiscordApi;
  readonly log: Logger;
  readonly clock: Clock;
  /** The only server that gets the commands. Default: all servers. */
  readonly guildId?: string | undefined;
  readonly commands: readonly Command[];
  /** What the names that people type begin with. */
  readonly commandPrefix: string;
  /** Whether a start registers the commands, reads those that another process registers, or does neither. */
  readonly commandIds: "registered" | "read" | "unneeded";
  /** Called with the ids of the commands. */
  readonly onRegistered: (ids: CommandIds) => void;
}

/** How attempts are repeated, and which errors end them. */
interface Persistence {
  readonly pace: { readonly baseMs: number; readonly maxMs: number };
  readonly signal: AbortSignal;
  readonly isFinal: (error: unknown) => boolean;
}

/** Back-off between attempts to connect during a start. */
const START_PACE = { baseMs: 1_000, maxMs: 30_000 };
/** Back-off after a refusal while running: only a person can fix it, and each attempt counts towards 1,000 a day. */
const REFUSED_PACE = { baseMs: 60_000, maxMs: 300_000 };
/** How long a caller that needs the bot's id waits for a connection. */
const CONNECTION_WAIT_MS = 5_000;

/**
 * Connects to Discord, registers the commands (if no other process does), and connects again if Discord ends the connection
 * for good. (discord.js recovers from anything else.) A refusal is fatal only during the start: later, there are results to post, and another
 * platform to serve.
 */
export class DiscordConnection {
  readonly #options: ConnectionOptions;
  readonly #failures: AttemptLog;
  readonly #stopping = new AbortController();
  readonly #first = Promise.withResolvers<EstablishedConnection>();
  #established: EstablishedConnection | undefined;
  #started: Promise<void> | undefined;
  #reconnected: Promise<void> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#failures = new AttemptLog(options);
  }

  /** The latest connection, even if it has ended. `undefined` before the first one. */
  get established(): EstablishedConnection | undefined {
    return this.#established;
  }

  /** See PlatformAdapter. */
  start(signal: AbortSignal): Promise<void> {
    if (this.#stopping.signal.aborted)
      return Promise.reject(new RelayError("stopped", "a stopped adapter does not start again"));
    this.#started ??= this.#start(AbortSignal.any([signal, this.#stopping.signal]));
    return this.#started;
  }

  /** See PlatformAdapter. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#started?.catch(() => {});
    await this.#reconnected;
    await this.#established?.close();
  }

  /** Needed to find what an earlier attempt posted, which during a start may be before the first connection. */
  async botUserId(): Promise<string> {
    const first = await withTimeout(this.#first.promise, {
      clock: this.#options.clock,
      timeoutMs: CONNECTION_WAIT_MS,
    });
    if (!first) throw new PlatformError("unavailable", "not connected to Discord yet");
    return first.botUserId;
  }

  /** Tries until it is ready, refused or stopped. */
  async #start(signal: AbortSignal): Promise<void> {
    const keepOn = { pace: START_PACE, signal, isFinal: isFatalAtStart };
    try {
      await this.#persist(() => this.#getReady(signal), keepOn);
    } catch (error) {
      throw isTokenRefusal(error) ? tokenProblem(error) : error;
    }
  }

  async #getReady(signal: AbortSignal): Promise<void> {
    const { api, log, guildId, commands, commandPrefix } = this.#options;
    const { commandIds, onRegistered } = this.#options;
    if (!this.#established) {
      this.#established = await this.#connect(signal);
      this.#first.resolve(this.#established);
      const url = inviteUrl(this.#established.applicationId);
      log.info({ platform: "discord", url }, "discord.invite");
    }
    const { applicationId } = this.#established;
    const registration = { api, applicationId, guildId, commands, commandPrefix, log, signal };
    if (commandIds === "registered") onRegistered(await registerCommands(registration));
    if (commandIds === "read") onRegistered(await readCommands(registration));
    const overcome = this.#failures.over("discord");
    log.info({ platform: "discord", applicationId, ...overcome }, "discord.ready");
  }

  async #connect(signal: AbortSignal): Promise<EstablishedConnection> {
    const onEnd = (): void => {
      this.#reconnected = this.#reconnect(this.#stopping.signal);
    };
    const established = await this.#options.connect({ signal, onEnd });
    this.#options.onConnected(true);
    return established;
  }

  /** Tries until it is connected or stopped. Never rejects. */
  async #reconnect(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const ended = this.#established;
    const connect = async (): Promise<EstablishedConnection> => {
      await ended?.close();
      return this.#connect(signal);
    };
    try {
      await sleep(clock, REFUSED_PACE.baseMs, signal);
      const keepOn = { pace: REFUSED_PACE, signal, isFinal: () => false };
      this.#established = await this.#persist(connect, keepOn);
      const overcome = this.#failures.over("discord");
      log.info({ platform: "discord", ...overcome }, "discord.reconnected");
    } catch {
      // Stopped: nothing else ends the attempts.
    }
  }

  #persist<T>(run: () => Promise<T>, { pace, signal, isFinal }: Persistence): Promise<T> {
    const delayMs = (error: unknown, attempt: number): number | undefined => {
      if (signal.aborted || isFinal(error)) return undefined;
      const backOff = backOffMs(attempt, { ...pace, random: Math.random() });
      const asked = error instanceof PlatformError ? error.retryAfterMs : undefined;
      const againMs = Math.max(backOff, asked ?? 0);
      const fields = { platform: "discord", attempt, delayMs: againMs, err: error };
      this.#failures.failed("discord", fields, { event: "discord.unreachable" });
      return againMs;
    };
    return retry(run, { clock: this.#options.clock, delayMs, signal });
  }
}

/** A token, an intent or a server that Discord refuses: only a person can fix that. Anything else may pass by itself. */
const isFatalAtStart = (error: unknown): boolean =>
  isTokenRefusal(error) || error instanceof ConfigError;

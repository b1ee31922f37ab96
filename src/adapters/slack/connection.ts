/**
 * The Socket Mode connection: Bolt's own receiver and client, with the reconnecting taken out of their hands. Left to
 * itself (`autoReconnectEnabled`) the client of @slack/socket-mode 3.1
 * - waits for `clientPingTimeout` (5 s) at every refresh, and commands given meanwhile are lost;
 * - reconnects in a timer without a catch, so a token revoked while the relay runs ends the process with an
 *   unhandled rejection;
 * - stretches its retries without a limit (1.3^n s), so that after an outage of an hour it stays away for minutes;
 * - tries a wrong type of token for ever instead of saying so.
 * So it connects once per call, and the loop below decides what comes next.
 */
import { SocketModeReceiver } from "@slack/bolt";
import { ConfigError, PlatformError } from "../../core/errors.ts";
import { backOffMs } from "../../core/poll-schedule.ts";
import type { Clock, Logger } from "../../core/ports.ts";
import { isTokenRefusal, slackWordOf, toPlatformError } from "./errors.ts";
import { REACH_BACK_OFF } from "./identity.ts";
import { createSdkLogger } from "./sdk-logger.ts";
import { wait } from "./wait.ts";
import type { SlackWebApi } from "./web-api.ts";

/** A connection that lived this long was a good one: the next is made at once. */
const STABLE_AFTER_MS = 5_000;
/** From opening to Slack's `hello`. */
const HELLO_TIMEOUT_MS = 20_000;
/** How long a closing socket may wait for the other side; the SDK's own patience is 30 s, deaf all the while. */
const CLOSE_TIMEOUT_MS = 2_000;
const CLOSING = 2;
/** Once the token was refused: it takes a person to mend that. */
const REFUSED_BACK_OFF = { baseMs: 60_000, maxMs: 300_000 };

/** What a {@link SocketConnection} works with. */
export interface SocketConnectionOptions {
  readonly appToken: string;
  readonly api: SlackWebApi;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Keeps one socket to Slack open from {@link SocketConnection.start} to {@link SocketConnection.stop}. */
export class SocketConnection {
  readonly receiver: SocketModeReceiver;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  #ready: Promise<void> | undefined;
  #ended: Promise<void> | undefined;
  #closingSeen: unknown;
  /** Refusals of the app token since the last connection. */
  #refusals = 0;

  constructor({ appToken, api, log, clock }: SocketConnectionOptions) {
    this.#log = log;
    this.#clock = clock;
    this.receiver = new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: createSdkLogger(log),
      installerOptions: { clientOptions: api.clientOptions(this.#stopping.signal) },
      // Bolt's default answers a failed event with an ack that can fail in turn, unhandled.
      processEventErrorHandler: async ({ error }) => {
        log.error({ platform: "slack", err: error }, "event.failed");
        return false;
      },
    });
    guardListeners(this.receiver, log);
  }

  /** Resolves once Slack said hello. Rejects with a ConfigError where the app token is refused, or when stopped. */
  async start(signal: AbortSignal): Promise<void> {
    this.#ready ??= new Promise((resolve, reject) => {
      this.#ended = this.#run(resolve).catch(reject);
    });
    const abort = (): void => this.#stopping.abort();
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    try {
      await this.#ready;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Closes the socket; resolves once it is closed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(ready: () => void): Promise<void> {
    const { signal } = this.#stopping;
    const stop = (): void => void this.receiver.client.disconnect();
    signal.addEventListener("abort", stop, { once: true });
    const endWatch = this.#watchClosing();
    let isReady = false;
    try {
      for (let attempt = 1; !signal.aborted; attempt += 1) {
        try {
          await this.#connect();
          isReady = true;
          ready();
          const livedMs = await this.#untilDisconnected();
          if (livedMs >= STABLE_AFTER_MS) attempt = 1;
          // A refresh, or the first trouble after a good time: commands are lost until the next connection.
          if (attempt === 1) continue;
        } catch (error) {
          if (signal.aborted) break;
          if (!isReady) throwIfRefused(error);
          this.#report(error, attempt);
        }
        await wait(this.#clock, this.#pauseMs(attempt), signal).catch(() => undefined);
      }
    } finally {
      endWatch();
    }
    if (!isReady) throw new PlatformError("unavailable", "stopped before Slack was reached");
  }

  async #connect(): Promise<void> {
    const { client } = this.receiver;
    const cancel = this.#clock.setTimer(HELLO_TIMEOUT_MS, () => void client.disconnect());
    try {
      await client.start();
    } finally {
      cancel();
    }
    this.#refusals = 0;
    this.#log.info({ platform: "slack" }, "slack.connected");
  }

  /** How long the connection lived, in milliseconds. */
  async #untilDisconnected(): Promise<number> {
    const { client } = this.receiver;
    const connectedAtMs = this.#clock.monotonicMs();
    await new Promise<void>((resolve) => {
      client.once("disconnected", resolve);
      // Stopped in the very moment it connected, before there was a socket to close.
      if (this.#stopping.signal.aborted) void client.disconnect();
    });
    this.#log.info({ platform: "slack" }, "slack.disconnected");
    return this.#clock.monotonicMs() - connectedAtMs;
  }

  /** Ends a socket that has been closing for a while: its peer is gone and will not answer. */
  #watchClosing(): () => void {
    let cancel: (() => void) | undefined;
    const look = (): void => {
      const { websocket } = this.receiver.client;
      const isClosing = websocket?.readyState === CLOSING;
      // The SDK ends the socket at once when told a second time.
      if (isClosing && this.#closingSeen === websocket) websocket.disconnect();
      this.#closingSeen = isClosing ? websocket : undefined;
      cancel = this.#clock.setTimer(CLOSE_TIMEOUT_MS, look);
    };
    look();
    return () => cancel?.();
  }

  #pauseMs(attempt: number): number {
    const random = Math.random();
    return this.#refusals > 0
      ? backOffMs(this.#refusals, { ...REFUSED_BACK_OFF, random })
      : backOffMs(attempt, { ...REACH_BACK_OFF, random });
  }

  /** A refused token is one line, however often it is tried again; posting does not need it and goes on. */
  #report(error: unknown, attempt: number): void {
    const reason = slackWordOf(error);
    if (!isAppTokenRefusal(reason)) {
      const err = toPlatformError(error);
      this.#log.warn({ platform: "slack", attempt, err }, "slack.unreachable");
      return;
    }
    this.#refusals += 1;
    if (this.#refusals > 1) return;
    const effect = "no commands arrive until it is accepted; posting goes on";
    const cure =
      "put a valid app-level token (xapp-…) with the scope connections:write there and restart";
    this.#log.error(
      { platform: "slack", reason, variable: "SLACK_APP_TOKEN", effect, cure },
      "slack.token_refused",
    );
  }
}

/** Slack's words for "not this app token", a token without its one scope included. */
const isAppTokenRefusal = (word: string | undefined): boolean =>
  isTokenRefusal(word) || word === "missing_scope";

function throwIfRefused(error: unknown): void {
  const word = slackWordOf(error);
  if (!isAppTokenRefusal(word)) return;
  throw new ConfigError(
    [
      `SLACK_APP_TOKEN: Slack refuses it (${word}). Create an app-level token (xapp-…) with the scope connections:write under your app's "Basic Information", and switch Socket Mode on.`,
    ],
    { cause: error },
  );
}

/** The SDK's listeners are async and nobody waits for them: a frame they do not understand would end the process. */
function guardListeners({ client }: SocketModeReceiver, log: Logger): void {
  for (const event of ["ws_message", "slack_event"]) {
    const listeners: ((...args: unknown[]) => unknown)[] = client.listeners(event);
    client.removeAllListeners(event);
    const runGuarded = async (args: readonly unknown[]): Promise<void> => {
      try {
        await Promise.all(listeners.map((listener) => listener(...args)));
      } catch (error) {
        log.warn({ platform: "slack", err: error }, "event.not_understood");
      }
    };
    client.on(event, (...args: unknown[]) => void runGuarded(args));
  }
}

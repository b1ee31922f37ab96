/**
 * Everything that goes around @slack/socket-mode 3.1.0. Left to itself its client
 * - closes the socket as soon as Slack gives notice of a refresh, and commands given until the next one opens are lost
 *   (promise 3): here the socket stays open, and {@link SocketLink.untilOver} says that it is time for the next;
 * - waits for `clientPingTimeout` (5 s) before it reconnects, reconnects in a timer without a catch, so that a token revoked
 *   while the relay runs ends the process, stretches its retries without a limit (1.3^n s), and tries a wrong type of token
 *   for ever: here it never reconnects, connection.ts does;
 * - handles frames in async listeners that nobody waits for: a frame it does not understand would end the process;
 * - stays deaf for 30 s where a closing socket's peer is gone: here that socket is ended.
 */
import { SocketModeReceiver } from "@slack/bolt";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { createSdkLogger } from "../api/sdk-logger.ts";
import { toWebClientOptions, type WebApiSettings } from "../api/web-client.ts";
import type { ReceivedEvent } from "../events/bolt-app.ts";

/** From opening to Slack's `hello`, in milliseconds. */
const HELLO_TIMEOUT_MS = 20_000;
/** How long a closing socket may wait for the other side, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;
const CLOSING = 2;

/** Options of {@link SocketLink}. */
export interface SocketLinkOptions {
  /** `xapp-…`, with the scope connections:write. */
  readonly appToken: string;
  readonly webApi: WebApiSettings;
  readonly log: Logger;
  readonly clock: Clock;
  /** Ends the link, at whatever point it is. */
  readonly signal: AbortSignal;
  /** Called with every event that comes over the link. */
  readonly onEvent: (event: ReceivedEvent) => Promise<void>;
}

/** One socket to Slack, from asking for its address to its end; used once. */
export class SocketLink {
  readonly #client: SocketModeReceiver["client"];
  readonly #options: SocketLinkOptions;
  readonly #refresh = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #closingSeen: unknown;

  constructor(options: SocketLinkOptions) {
    const { appToken, webApi, log, signal } = options;
    this.#options = options;
    // Bolt has the client's package; nothing else of its receiver is used.
    const { client } = new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: createSdkLogger(log),
      installerOptions: { clientOptions: toWebClientOptions(webApi, signal) },
    });
    this.#client = client;
    this.#takeOverFrames();
    client.removeAllListeners("slack_event");
    client.on("slack_event", (event: ReceivedEvent) => this.#guard(() => options.onEvent(event)));
  }

  /** Resolves once nothing comes over it any more. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Opens it; resolves at Slack's `hello`. Rejects with the SDK's error, and is then over. */
  async open(): Promise<void> {
    const { clock, signal } = this.#options;
    const client = this.#client;
    const disconnect = (): void => void client.disconnect();
    const cancel = clock.setTimer(HELLO_TIMEOUT_MS, disconnect);
    signal.addEventListener("abort", disconnect, { once: true });
    const endWatch = this.#watchClosing();
    client.once("disconnected", () => {
      signal.removeEventListener("abort", disconnect);
      endWatch();
      this.#closed.resolve();
    });
    try {
      await client.start();
      // Stopped in the very moment it connected, before there was a socket to close.
      if (signal.aborted) disconnect();
    } catch (error) {
      // If Slack gave no address there was no socket either, and nothing says that it is closed.
      client.emit("disconnected");
      throw error;
    } finally {
      cancel();
    }
  }

  /** How it goes on: Slack asks for a new one in its place while this one still works, or it is closed. */
  async untilOver(): Promise<"refresh" | "lost"> {
    return Promise.race([
      this.#refresh.promise.then(() => "refresh" as const),
      this.#closed.promise.then(() => "lost" as const),
    ]);
  }

  /** Closes it; resolves once it is closed. */
  async close(): Promise<void> {
    void this.#client.disconnect();
    await this.closed;
  }

  /** Ends a socket that has been closing for a while: its peer is gone and will not answer. */
  #watchClosing(): () => void {
    let cancel: (() => void) | undefined;
    const look = (): void => {
      const { websocket } = this.#client;
      const isClosing = websocket?.readyState === CLOSING;
      // The SDK ends the socket at once when told a second time.
      if (isClosing && this.#closingSeen === websocket) websocket.disconnect();
      this.#closingSeen = isClosing ? websocket : undefined;
      cancel = this.#options.clock.setTimer(CLOSE_TIMEOUT_MS, look);
    };
    look();
    return () => cancel?.();
  }

  /** Gives the SDK every frame except a notice of a refresh, and handles what its own listener rejects with. */
  #takeOverFrames(): void {
    const client = this.#client;
    const listeners: ((...args: unknown[]) => unknown)[] = client.listeners("ws_message");
    client.removeAllListeners("ws_message");
    client.on("ws_message", (...args: unknown[]) => {
      if (isRefreshNotice(args[0])) this.#refresh.resolve();
      else for (const listener of listeners) this.#guard(() => listener(...args));
    });
  }

  /** Runs a listener, which nobody waits for. */
  #guard(run: () => unknown): void {
    const handling = (async () => run())();
    handling.catch((error: unknown) =>
      this.#options.log.warn({ platform: "slack", err: error }, "event.not_understood"),
    );
  }
}

/** Slack's notice that it is about to close the socket, which works until then (`link_disabled` is no such notice). */
function isRefreshNotice(frame: unknown): boolean {
  if (typeof frame !== "string" || !frame.includes('"disconnect"')) return false;
  try {
    const { type, reason } = JSON.parse(frame) as { type?: unknown; reason?: unknown };
    return type === "disconnect" && (reason === "warning" || reason === "refresh_requested");
  } catch {
    return false;
  }
}

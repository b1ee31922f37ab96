import { SocketModeReceiver, type App } from "@slack/bolt";
import type { Clock } from "../../../core/ports/clock.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import { createSdkLogger } from "../api/sdk-logger.ts";
import type { UnheardEvents } from "./unheard.ts";
import { toWebClientOptions, type WebApiSettings } from "../api/web-client.ts";

/** From opening to Slack's `hello`. */
const HELLO_TIMEOUT_MS = 20_000;
/** How long a closing socket may wait for the other side; the SDK's own patience is 30 s, deaf all the while. */
const CLOSE_TIMEOUT_MS = 1_000;
const CLOSING = 2;

/** Options of {@link SocketLink}. */
export interface SocketLinkOptions {
  readonly appToken: string;
  readonly webApi: WebApiSettings;
  readonly log: Logger;
  readonly clock: Clock;
  /** Ends the link, at whatever point it is. */
  readonly signal: AbortSignal;
  /** Gets every event that comes over the link. */
  readonly app: App;
  /** Told of every event, once the app has it. */
  readonly unheard: UnheardEvents;
}

/** What the SDK emits for each envelope. */
interface SlackEvent {
  readonly body: unknown;
  readonly ack: (response?: object) => Promise<void>;
}

/** One socket to Slack, from the question for its address to its end; used once. */
export class SocketLink {
  readonly #receiver: SocketModeReceiver;
  readonly #options: SocketLinkOptions;
  readonly #asked = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #closingSeen: unknown;

  constructor(options: SocketLinkOptions) {
    const { appToken, webApi, log, signal, app } = options;
    this.#options = options;
    this.#receiver = new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: createSdkLogger(log),
      installerOptions: { clientOptions: toWebClientOptions(webApi, signal) },
      // Bolt's default answers a failed event with an ack that can fail in turn, unhandled.
      processEventErrorHandler: async ({ error }) => {
        log.error({ platform: "slack", err: error }, "event.failed");
        return false;
      },
    });
    this.#receiver.init(app);
    this.#guardListeners();
  }

  /** Resolves once nothing comes over it any more. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Opens it; resolves at Slack's `hello`. Rejects with the SDK's error, and is then over. */
  async open(): Promise<void> {
    const { clock, signal } = this.#options;
    const { client } = this.#receiver;
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
      // Where Slack gave no address there was no socket either, and nothing says that it is closed.
      client.emit("disconnected");
      throw error;
    } finally {
      cancel();
    }
  }

  /** How it goes on: Slack asks for a new one in its place while this one still works, or it is closed. */
  async untilOver(): Promise<"refresh" | "lost"> {
    return Promise.race([
      this.#asked.promise.then(() => "refresh" as const),
      this.#closed.promise.then(() => "lost" as const),
    ]);
  }

  /** Closes it; resolves once it is closed. */
  async close(): Promise<void> {
    void this.#receiver.client.disconnect();
    await this.closed;
  }

  /** Ends a socket that has been closing for a while: its peer is gone and will not answer. */
  #watchClosing(): () => void {
    let cancel: (() => void) | undefined;
    const look = (): void => {
      const { websocket } = this.#receiver.client;
      const isClosing = websocket?.readyState === CLOSING;
      // The SDK ends the socket at once when told a second time.
      if (isClosing && this.#closingSeen === websocket) websocket.disconnect();
      this.#closingSeen = isClosing ? websocket : undefined;
      cancel = this.#options.clock.setTimer(CLOSE_TIMEOUT_MS, look);
    };
    look();
    return () => cancel?.();
  }

  /** Bolt does not acknowledge an envelope without a listener, and Slack shows the person a warning sign after 3 s. */
  async #acknowledged(
    event: SlackEvent,
    run: (event: SlackEvent) => Promise<unknown>,
  ): Promise<void> {
    let isAcknowledged = false;
    const ack: SlackEvent["ack"] = (response) => {
      isAcknowledged = true;
      return event.ack(response);
    };
    await run({ ...event, ack });
    if (!isAcknowledged) await event.ack();
    this.#options.unheard.note(event.body);
  }

  /** The SDK's listeners are async and nobody waits for them: a frame they do not understand would end the process. */
  #guardListeners(): void {
    const { client } = this.#receiver;
    for (const event of ["ws_message", "slack_event"]) {
      const listeners: ((...args: unknown[]) => unknown)[] = client.listeners(event);
      client.removeAllListeners(event);
      const run = async (...args: unknown[]): Promise<unknown> =>
        Promise.all(listeners.map((listener) => listener(...args)));
      const runGuarded = async (args: readonly unknown[]): Promise<void> => {
        try {
          if (isSlackEvent(event, args[0])) await this.#acknowledged(args[0], run);
          else await run(...args);
        } catch (error) {
          this.#options.log.warn({ platform: "slack", err: error }, "event.not_understood");
        }
      };
      client.on(event, (...args: unknown[]) => {
        // The SDK would close the socket at once, and be deaf until there is another.
        if (event === "ws_message" && isRefreshRequest(args[0])) this.#asked.resolve();
        else void runGuarded(args);
      });
    }
  }
}

const isSlackEvent = (name: string, event: unknown): event is SlackEvent =>
  name === "slack_event" && typeof event === "object" && event !== null && "ack" in event;

/** Slack's notice that it is about to close the socket, which goes on for a while (`link_disabled` is no such notice). */
function isRefreshRequest(frame: unknown): boolean {
  if (typeof frame !== "string" || !frame.includes('"disconnect"')) return false;
  try {
    const { type, reason } = JSON.parse(frame) as { type?: unknown; reason?: unknown };
    return type === "disconnect" && (reason === "warning" || reason === "refresh_requested");
  } catch {
    return false;
  }
}

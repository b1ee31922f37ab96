/**
 * Everything that goes around @slack/bolt 5.1.0. Left to itself its App, or the receiver it comes with,
 * - does not acknowledge an event without a listener, and Slack shows a warning sign to the person after 3 s (promise 3):
 *   {@link BoltApp.receive} acknowledges it, and logs each kind once;
 * - answers an event that failed with an acknowledgement that can fail in turn, which would end the process;
 * - asks Slack about its token before the first listener runs: here it has none, so that no acknowledgement waits;
 * - prints whole payloads, verification token and response_url included: see sdk-logger.ts.
 * `respond` goes over our own connections: see http.ts.
 */
import { App, type AckFn } from "@slack/bolt";
import type { Logger } from "../../../core/ports/logger.ts";
import { createSdkLogger } from "../api/sdk-logger.ts";
import { toWebClientOptions, type WebApiSettings } from "../api/web-client.ts";
import { UnhandledEvents } from "./unhandled-events.ts";

/** An event, a command or an interaction as it arrives, over a socket or by HTTP. */
export interface ReceivedEvent {
  readonly body: unknown;
  /** Acknowledges it; rejects if the socket is gone. */
  readonly ack: (response?: object) => Promise<void>;
}

/** Options of {@link BoltApp}. */
export interface BoltAppOptions {
  /** For what Bolt asks of Slack by itself: the answers by `respond`. */
  readonly webApi: WebApiSettings;
  readonly log: Logger;
}

/** A Bolt app that is given its events by {@link BoltApp.receive}. */
export class BoltApp extends App {
  readonly #log: Logger;
  readonly #unhandled: UnhandledEvents;

  constructor({ webApi, log }: BoltAppOptions) {
    super({
      receiver: {
        init: () => undefined,
        start: async () => undefined,
        stop: async () => undefined,
      },
      authorize: async () => ({}),
      clientOptions: toWebClientOptions(webApi),
      logger: createSdkLogger(log),
      convoStore: false,
      ignoreSelf: false,
    });
    this.#log = log;
    this.#unhandled = new UnhandledEvents(log);
    this.error(async (error) => this.#reportFailure(error));
  }

  /** Every listener calls this with the body it was given. */
  markHandled(body: object): void {
    this.#unhandled.markHandled(body);
  }

  /** Runs the listeners of an event, and acknowledges it unless one has. Rejects if that cannot be sent. */
  async receive({ body, ack }: ReceivedEvent): Promise<void> {
    let isAcknowledged = false;
    const ackOnce: AckFn<object> = async (response) => {
      if (isAcknowledged) return;
      isAcknowledged = true;
      await ack(response);
    };
    const event = typeof body === "object" && body !== null ? body : {};
    try {
      await this.processEvent({ body: event, ack: ackOnce });
    } catch (error) {
      // Bolt does not understand it at all.
      this.#reportFailure(error);
    }
    await ackOnce();
    this.#unhandled.logUnlessHandled(event);
  }

  #reportFailure(error: unknown): void {
    this.#log.error({ platform: "slack", err: error }, "event.failed");
  }
}

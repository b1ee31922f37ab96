import type { HttpRequests } from "./http/http-requests.ts";
import type { Envelope, SocketMode } from "./socket/socket-mode.ts";
import type { Waiters } from "./waiters.ts";

/** Sends envelopes to the app: by HTTP once that is connected, otherwise over its sockets. */
export class EventSender {
  readonly #sockets: SocketMode;
  readonly #http: HttpRequests;
  readonly #waiters: Waiters;

  constructor(parts: { sockets: SocketMode; http: HttpRequests; waiters: Waiters }) {
    this.#sockets = parts.sockets;
    this.#http = parts.http;
    this.#waiters = parts.waiters;
  }

  /** Resolves once the app can be sent something. */
  async ready(timeoutMs: number): Promise<void> {
    await this.#waiters.wait({
      find: () => (this.#http.isConnected || this.#sockets.count > 0 ? true : undefined),
      timeoutMs,
      describe: () => "no socket is connected, and the app is not sent anything by HTTP",
    });
  }

  send(envelope: Envelope): void {
    this.#target.send(envelope);
  }

  /** Sends an envelope again, even if it was acknowledged. */
  resend(envelopeId: string, times: number): void {
    this.#target.resend(envelopeId, times);
  }

  /** Stops waiting for an envelope's ack. */
  forget(envelopeId: string): void {
    this.#sockets.forget(envelopeId);
  }

  /** How many times an envelope was acknowledged. */
  acksOf(envelopeId: string): number {
    return this.#target.acksOf(envelopeId);
  }

  get #target(): SocketMode | HttpRequests {
    return this.#http.isConnected ? this.#http : this.#sockets;
  }
}

/**
 * Socket Mode: single-use tickets, hello, envelopes sent to the sockets in turn, acks, pings in both directions,
 * disconnect messages. At most ten sockets, as on Slack. If a socket closes before it acknowledged an envelope, the envelope
 * is sent again on another one while its command still waits. Unlike in real Slack, the TCP connection closes
 * together with the WebSocket, and a `warning` is not followed by a disconnect.
 */
import { randomBytes } from "node:crypto";
import type { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { z } from "zod";
import type { SlackSandboxEvents, SlackSocketFaults } from "../slack-sandbox.ts";
import type { RequestLog } from "../request-log.ts";
import type { SlackSettings } from "../slack-settings.ts";
import { SocketConnection } from "./socket-connection.ts";
import type { Timers } from "../timers.ts";
import type { Waiters } from "../waiters.ts";

const MAX_SOCKETS = 10;
const TICKET_TTL_MS = 30_000;

/** A message for the app. */
export interface Envelope {
  readonly envelope_id: string;
  readonly type: string;
  readonly accepts_response_payload: boolean;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Events have these from the first attempt on. */
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

/** Dependencies of {@link SocketMode}. */
export interface SocketModeParts {
  readonly settings: SlackSettings;
  readonly appId: string;
  readonly events: EventEmitter<SlackSandboxEvents>;
  readonly timers: Timers;
  readonly waiters: Waiters;
  readonly requestLog: RequestLog;
  /** `127.0.0.1:PORT`. */
  readonly host: () => string;
  readonly onAck: (envelopeId: string, payload: unknown) => void;
}

interface Delivery {
  readonly envelope: Envelope;
  readonly connections: Set<SocketConnection>;
  sent: number;
  acks: number;
  /** No one waits for the ack any more, so it is not sent again automatically. */
  isOver: boolean;
}

const ackSchema = z.strictObject({ envelope_id: z.string(), payload: z.unknown().optional() });

/** See the file's header. */
export class SocketMode implements Omit<SlackSocketFaults, "refuseConnections" | "sendEnvelope"> {
  readonly #parts: SocketModeParts;
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #tickets = new Map<string, number>();
  readonly #deliveries = new Map<string, Delivery>();
  #connections: SocketConnection[] = [];
  #isMuted = false;
  #extraCopies = 0;
  /** Untracked frames were sent, so replies to them cannot be told from wrong acks. */
  #isLenient = false;

  constructor(parts: SocketModeParts) {
    this.#parts = parts;
  }

  /** The number of open sockets. */
  get count(): number {
    return this.#connections.length;
  }

  /** Returns the `url` of apps.connections.open. */
  issueUrl(): string {
    const ticket = randomBytes(16).toString("hex");
    this.#tickets.set(ticket, performance.now() + TICKET_TTL_MS);
    return `ws://${this.#parts.host()}/link/?ticket=${ticket}&app_id=${this.#parts.appId}`;
  }

  /** Handles an upgrade request of the HTTP server. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(req.url ?? "/", `http://${this.#parts.host()}`);
    const ticket = url.searchParams.get("ticket") ?? "";
    const expiresAt = this.#tickets.get(ticket) ?? 0;
    this.#tickets.delete(ticket);
    if (url.pathname !== "/link/" || expiresAt < performance.now()) {
      socket.end("HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(req, socket, head, (ws) => this.#accept(ws));
  }

  /** Sends an envelope to one of the sockets. */
  send(envelope: Envelope): void {
    const delivery = { envelope, connections: new Set<SocketConnection>() };
    const tracked: Delivery = { ...delivery, sent: 0, acks: 0, isOver: false };
    this.#deliveries.set(envelope.envelope_id, tracked);
    for (let copy = 0; copy <= this.#extraCopies; copy += 1) this.#deliver(tracked);
    this.#redeliverLater(tracked);
  }

  /** Sends an envelope again, even if it was acknowledged. */
  resend(envelopeId: string, times: number): void {
    const delivery = this.#deliveries.get(envelopeId);
    if (delivery === undefined) return;
    for (let copy = 0; copy < times; copy += 1) this.#deliver(delivery);
  }

  /** Stops waiting for an envelope's ack. */
  forget(envelopeId: string): void {
    const delivery = this.#deliveries.get(envelopeId);
    if (delivery !== undefined) delivery.isOver = true;
  }

  /** How many times an envelope was acknowledged. */
  acksOf(envelopeId: string): number {
    return this.#deliveries.get(envelopeId)?.acks ?? 0;
  }

  /** Resolves once `count` sockets are open. */
  async waitForSocket(count: number, timeoutMs: number): Promise<void> {
    await this.#parts.waiters.wait({
      find: () => (this.count >= count ? true : undefined),
      timeoutMs,
      describe: () => `${this.count} of ${count} sockets are connected`,
    });
  }

  disconnect(reason: "warning" | "refresh_requested" | "link_disabled"): void {
    for (const connection of this.#connections) connection.disconnect(reason);
  }

  reset(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  muteHeartbeat(muted: boolean): void {
    this.#isMuted = muted;
  }

  resendEnvelopes(times: number): void {
    this.#extraCopies = times;
  }

  sendAnything(frame: unknown): void {
    this.#isLenient = true;
    for (const connection of this.#connections) if (connection.isUsable) connection.send(frame);
  }

  #accept(ws: WebSocket): void {
    const { settings, appId, requestLog } = this.#parts;
    const connection = new SocketConnection(ws, {
      pingIntervalMs: settings.pingIntervalMs,
      isMuted: () => this.#isMuted,
      onText: (text) => this.#onFrame(text),
      onBinary: () => requestLog.violation("bad_frame", "socket", "a binary frame"),
      onClose: (closed) => this.#onClose(closed),
    });
    if (this.count >= MAX_SOCKETS) {
      connection.disconnect("too_many_websockets");
      return;
    }
    this.#connections = [...this.#connections, connection];
    connection.hello(appId, this.count);
    this.#countChanged();
    for (const delivery of this.#unacknowledged()) {
      if (delivery.connections.size === 0) this.#deliver(delivery);
    }
  }

  #onClose(closed: SocketConnection): void {
    if (!this.#connections.includes(closed)) return;
    this.#connections = this.#connections.filter((connection) => connection !== closed);
    this.#countChanged();
    for (const delivery of this.#unacknowledged()) {
      const wasThere = delivery.connections.delete(closed);
      if (wasThere && delivery.connections.size === 0) this.#deliver(delivery);
    }
  }

  #countChanged(): void {
    this.#parts.events.emit("sockets", this.count);
    this.#parts.waiters.poke();
  }

  #unacknowledged(): Delivery[] {
    return [...this.#deliveries.values()].filter(({ acks, isOver }) => acks === 0 && !isOver);
  }

  /** Sends to the next usable socket in turn; without one, to the next socket that opens. */
  #deliver(delivery: Delivery): void {
    const connection = this.#connections.find(({ isUsable }) => isUsable);
    if (connection === undefined) return;
    this.#connections = [...this.#connections.filter((other) => other !== connection), connection];
    const attempt =
      delivery.sent === 0 ? {} : { retry_attempt: delivery.sent, retry_reason: "timeout" };
    delivery.sent += 1;
    delivery.connections.add(connection);
    connection.send({ ...delivery.envelope, ...attempt });
  }

  #redeliverLater(delivery: Delivery): void {
    const { redeliverAfterMs } = this.#parts.settings;
    if (redeliverAfterMs === undefined) return;
    this.#parts.timers.after(redeliverAfterMs, () => {
      if (delivery.acks > 0 || delivery.isOver) return;
      this.#deliver(delivery);
      this.#redeliverLater(delivery);
    });
  }

  #onFrame(text: string): void {
    const { requestLog, onAck } = this.#parts;
    const ack = parseAck(text);
    if (ack === undefined) {
      if (this.#isLenient) return;
      requestLog.violation("bad_frame", "socket", text.slice(0, 200));
      return;
    }
    const delivery = this.#deliveries.get(ack.envelope_id);
    if (delivery === undefined) {
      if (this.#isLenient) return;
      requestLog.violation("bad_ack", "socket", `unknown envelope ${ack.envelope_id}`);
      return;
    }
    delivery.acks += 1;
    this.#parts.waiters.poke();
    if (delivery.acks > delivery.sent) {
      requestLog.violation("bad_ack", "socket", `envelope ${ack.envelope_id} acknowledged twice`);
    }
    onAck(ack.envelope_id, ack.payload);
  }
}

function parseAck(text: string): z.output<typeof ackSchema> | undefined {
  try {
    return ackSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

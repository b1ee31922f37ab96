import { WebSocket, type RawData } from "ws";

/** Slack closes a connection that left this many of its pings unanswered. */
const MAX_MISSED_PONGS = 3;
const DEBUG_HOST = "applink-sandbox-1";

/** Dependencies of {@link SocketConnection}. */
export interface SocketConnectionParts {
  readonly pingIntervalMs: number;
  /** Whether pings are neither sent nor answered. */
  isMuted(): boolean;
  onText(text: string): void;
  onBinary(): void;
  onClose(connection: SocketConnection): void;
}

/** One WebSocket of the app. */
export class SocketConnection {
  readonly #ws: WebSocket;
  readonly #pings: NodeJS.Timeout;
  readonly #parts: SocketConnectionParts;
  #missedPongs = 0;
  #isLeaving = false;

  constructor(ws: WebSocket, parts: SocketConnectionParts) {
    this.#ws = ws;
    this.#parts = parts;
    this.#pings = setInterval(() => this.#ping(), parts.pingIntervalMs);
    ws.on("ping", (data) => {
      if (!parts.isMuted()) ws.pong(data);
    });
    ws.on("pong", () => {
      this.#missedPongs = 0;
    });
    ws.on("message", (data, isBinary) => {
      if (isBinary) parts.onBinary();
      else parts.onText(toText(data));
    });
    // A broken connection also emits "close", which handles it.
    ws.on("error", () => {});
    ws.on("close", () => {
      clearInterval(this.#pings);
      parts.onClose(this);
    });
  }

  /** Whether envelopes may be sent on it. */
  get isUsable(): boolean {
    return this.#ws.readyState === WebSocket.OPEN && !this.#isLeaving;
  }

  /** Sends hello; envelopes may follow. */
  hello(appId: string, connectionCount: number): void {
    this.send({
      type: "hello",
      num_connections: connectionCount,
      debug_info: { host: DEBUG_HOST, build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: appId },
    });
  }

  /** Sends a message. */
  send(message: unknown): void {
    this.#ws.send(JSON.stringify(message));
  }

  /** Sends a disconnect message. All reasons except a warning also close the connection. */
  disconnect(reason: string): void {
    this.send({ type: "disconnect", reason, debug_info: { host: DEBUG_HOST } });
    if (reason === "warning") return;
    this.#isLeaving = true;
    this.#ws.close(1000);
  }

  /** Breaks the connection. */
  terminate(): void {
    this.#ws.terminate();
  }

  #ping(): void {
    if (this.#parts.isMuted()) return;
    if (this.#missedPongs >= MAX_MISSED_PONGS) this.#ws.terminate();
    this.#missedPongs += 1;
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping(`Ping from ${DEBUG_HOST}`);
  }
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.from(data as ArrayBuffer).toString("utf8");
}

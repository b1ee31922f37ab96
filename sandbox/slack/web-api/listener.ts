import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Exchange } from "./exchange.ts";

/** Where the listener forwards requests. */
export interface ListenerRoutes {
  serve(exchange: Exchange): Promise<void>;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** An HTTP server on loopback that can close and reopen on the same port. */
export class Listener {
  #server: Server | undefined;
  #port: number;
  readonly #routes: ListenerRoutes;

  constructor(port: number, routes: ListenerRoutes) {
    this.#port = port;
    this.#routes = routes;
  }

  get port(): number {
    return this.#port;
  }

  /** Starts listening. Does nothing if it already listens. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((req, res) => void this.#serve(req, res));
    server.on("upgrade", (req, socket, head) => {
      // Without a listener, a client that disconnects during the handshake would end the process.
      socket.on("error", () => {});
      this.#routes.upgrade(req, socket, head);
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Stops listening and breaks every connection. Does nothing if it is closed. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await closed;
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", `http://127.0.0.1:${this.#port}`);
    try {
      await this.#routes.serve({ req, res, url });
    } catch {
      // Only a client that disconnected in the middle of its request leads here, so there is no one to answer.
      res.destroy();
    }
  }
}

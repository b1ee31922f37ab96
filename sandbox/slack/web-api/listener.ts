import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Exchange } from "./exchange.ts";

/** What the listener hands on. */
export interface ListenerRoutes {
  serve(exchange: Exchange): Promise<void>;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** An HTTP server on loopback that can go away and come back on the same port. */
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

  /** Listens. Does nothing when it already does. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((req, res) => void this.#serve(req, res));
    server.on("upgrade", (req, socket, head) => {
      // Without a listener, a client that vanishes during the handshake would end the process.
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

  /** Stops listening and breaks every connection. Does nothing when it is closed. */
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
      // Only a client that left in the middle of its request comes here: nobody is left to be answered.
      res.destroy();
    }
  }
}

/** The loopback port: it can close, so that connections are refused, and reopen on the same port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A port that can close and reopen. */
export interface Listener {
  /** Resolves with scheme and host. Does nothing if it already listens. */
  readonly listen: () => Promise<string>;
  /** Resets every connection and refuses new ones. May be called twice. */
  readonly pause: () => Promise<void>;
}

/** Creates a listener that does not listen yet. */
export function createListener(parts: {
  port: number;
  request: (incoming: IncomingMessage, response: ServerResponse) => void;
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}): Listener {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let { port } = parts;
  return {
    listen: async () => {
      if (server) return `http://127.0.0.1:${port}`;
      server = createServer(parts.request);
      server.on("upgrade", parts.upgrade);
      server.on("connection", (socket) => {
        sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => sockets.delete(socket));
      });
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      ({ port } = server.address() as AddressInfo);
      return `http://127.0.0.1:${port}`;
    },
    pause: async () => {
      const closing = server;
      server = undefined;
      if (!closing) return;
      const closed = once(closing, "close");
      closing.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

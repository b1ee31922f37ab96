import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Keeps at most `max` connections to a server. A further one takes the place of the one that has gone the longest without a
 * finished request. Node.js' own `maxConnections` would close the new one: then idle clients could keep health checks out.
 */
export function limitConnections(server: Server, max: number): void {
  /** Those without a finished request for the longest first. */
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    const [oldest] = sockets;
    if (sockets.size <= max || !oldest) return;
    sockets.delete(oldest);
    oldest.destroy();
  });
  server.on("request", ({ socket }, response) => {
    response.once("finish", () => {
      if (sockets.delete(socket)) sockets.add(socket);
    });
  });
}

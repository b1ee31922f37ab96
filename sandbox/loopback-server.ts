import type { Server } from "node:http";

/** Resolves once the server listens on 127.0.0.1; rejects if the port is taken. */
export const listen = (server: Server, port: number): Promise<void> =>
  // oxlint-disable-next-line promise/avoid-new -- bridges from events
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });

/** Resolves with the number of open TCP connections. */
export const countConnections = (server: Server): Promise<number> =>
  // oxlint-disable-next-line promise/avoid-new -- bridges from a callback
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });

/** Closes the server with all its connections, including those that wait for an answer. May be called twice. */
export const closeServer = (server: Server): Promise<void> =>
  // oxlint-disable-next-line promise/avoid-new -- bridges from a callback
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { inspect } from "node:util";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import {
  createMediaFetcher,
  type MediaFetcherOptions,
} from "../../../../src/adapters/media/http-media-fetcher.ts";
import type { HttpMediaFetcher } from "../../../../src/adapters/media/http-media-fetcher.ts";
import type { Logger } from "../../../../src/core/ports/logger.ts";

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real server on loopback, closed by `await using`. */
export interface LocalServer extends AsyncDisposable {
  readonly port: number;
  /** `host:port` for the list of allowed hosts. */
  readonly host: string;
  readonly origin: string;
  /** Sockets ever accepted. */
  readonly connections: number;
  readonly requests: readonly IncomingMessage[];
}

/** Starts a server that answers everything with `handler`. */
export async function startServer(handler: Handler, tls?: ServerOptions): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const onRequest: Handler = (request, response) => {
    requests.push(request);
    handler(request, response);
  };
  const server: Server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    host: `127.0.0.1:${port}`,
    origin: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    requests,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

/** A logger that keeps its lines. */
export function createLogKeeper(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (fields: Record<string, unknown>, event: string): void => {
    lines.push(`${event} ${inspect(fields, { depth: 10 })}`);
  };
  return { lines, debug: keep, info: keep, warn: keep, error: keep };
}

/** A fetcher closed by `await using`. */
export function startFetcher(
  options: Partial<MediaFetcherOptions> = {},
): HttpMediaFetcher & AsyncDisposable {
  const fetcher = createMediaFetcher({
    allowedHosts: [],
    clock: systemClock,
    log: createLogKeeper(),
    ...options,
  });
  return Object.assign(fetcher, { [Symbol.asyncDispose]: () => fetcher.close() });
}

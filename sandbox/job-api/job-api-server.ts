import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { closeServer, countConnections, listen } from "../loopback-server.ts";
import { answerFault, type ApiFault } from "./api-fault.ts";

const MAX_BODY_BYTES = 65_536;

/** A request as a stand-in sees it. */
export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A request in the log of a stand-in. */
export interface LoggedRequest extends ApiRequest {
  /** When it came, in Unix milliseconds. */
  readonly atMs: number;
  /** The status of the answer; `undefined` until it is sent. */
  readonly answered?: number;
}

/** A whole answer. An object is sent as JSON, bytes and text as they are. */
export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Which requests get a fault. */
export interface FaultScope {
  /** A pattern for path and query. Default: every request. */
  readonly path?: RegExp;
  /** Default: any. */
  readonly method?: string;
  /** How many requests get it. Default: all, until it is ended. */
  readonly times?: number;
}

/** A server for a stand-in job API and its files, on one loopback port. */
export interface JobApiServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** All requests, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Answers matching requests with a fault; the returned function ends it. The fault that came first goes first. */
  fault(fault: ApiFault, scope?: FaultScope): () => void;
  /** Resolves once `count` requests have matched. */
  whenSeen(path: RegExp, count?: number): Promise<void>;
  /** Open TCP connections. */
  connections(): Promise<number>;
  /** Ends all connections, including hung ones, and frees the port. */
  close(): Promise<void>;
}

/** Starts a server on 127.0.0.1 that answers with `handle`. `port`: default any free one. */
export async function createJobApiServer(
  handle: (request: ApiRequest) => ApiResponse,
  { port = 0 }: { readonly port?: number } = {},
): Promise<JobApiServer> {
  const requests: LoggedRequest[] = [];
  const faults: { fault: ApiFault; path: RegExp; method: string | undefined; left: number }[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((req, res) => {
    // A client may disconnect in the middle of an answer.
    res.on("error", () => undefined);
    void readRequest(req).then(
      (request) => {
        logRequest(requests, request, res);
        for (const check of waiting) check();
        const asked = pathOf(request);
        const found = faults.find(
          ({ path, method = request.method, left }) =>
            left > 0 && method === request.method && path.test(asked),
        );
        const answer = (): void => send(res, handle(request));
        if (!found) return answer();
        found.left -= 1;
        const truth = (): string => JSON.stringify(handle(request).body ?? {});
        return answerFault(found.fault, { res, truth, answer });
      },
      () => undefined,
    );
  });
  // Longer than any poll interval, like the load balancers in front of real APIs.
  server.keepAliveTimeout = 120_000;
  await listen(server, port);
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: (fault, { path = /^/, method, times = Infinity } = {}) => {
      const entry = { fault, path, method, left: times };
      faults.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    whenSeen: (path, count = 1) => {
      const seen = (): boolean =>
        requests.filter((each) => path.test(pathOf(each))).length >= count;
      return whenTrue(seen, waiting);
    },
    connections: () => countConnections(server),
    close: () => closeServer(server),
  };
}

/** Adds a request to the log. Its entry is completed when it is answered. */
function logRequest(requests: LoggedRequest[], request: ApiRequest, res: ServerResponse): void {
  const entry = { ...request, atMs: Date.now() };
  const index = requests.push(entry) - 1;
  res.once("finish", () => {
    requests[index] = { ...entry, answered: res.statusCode };
  });
}

const pathOf = ({ url }: ApiRequest): string => `${url.pathname}${url.search}`;

/** Resolves once `holds` is true. Adds itself to `waiting`, which the server calls for each request. */
const whenTrue = (holds: () => boolean, waiting: Set<() => void>): Promise<void> =>
  // oxlint-disable-next-line promise/avoid-new -- bridges from events
  new Promise((resolve) => {
    const check = (): void => {
      if (!holds()) return;
      waiting.delete(check);
      resolve();
    };
    waiting.add(check);
    check();
  });

async function readRequest(req: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  const { method = "GET", headers } = req;
  const url = new URL(req.url ?? "/", `http://${headers.host ?? "127.0.0.1"}`);
  return { method, url, headers, body: Buffer.concat(chunks).toString() };
}

function send(res: ServerResponse, { status, headers = {}, body }: ApiResponse): void {
  if (body === undefined) {
    res.writeHead(status, headers).end();
    return;
  }
  if (typeof body === "string" || body instanceof Uint8Array) {
    res.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers }).end(body);
    return;
  }
  res.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  res.end(JSON.stringify(body));
}

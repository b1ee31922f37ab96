import { createServer, type Server, type ServerResponse } from "node:http";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { RelayError } from "../../core/errors.ts";
import type { HttpEndpoint } from "../../core/ports/http-endpoint.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Service } from "../../core/ports/service.ts";
import { rejectOnAbort } from "../../core/time/reject-on-abort.ts";
import { BodyReader } from "./body-reader.ts";
import { DEFAULT_LIMITS, type HttpLimits } from "./limits.ts";
import { limitConnections } from "./limit-connections.ts";
import { toListenError, type HttpAddress } from "./listen-error.ts";
import { plainResponse } from "./plain-response.ts";
import { toRequest } from "./to-request.ts";

/** Options of {@link HttpServer}. */
export interface HttpServerOptions extends HttpAddress {
  /** Each pair of method and path at most once. */
  readonly endpoints: readonly HttpEndpoint[];
  /** Default: {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<HttpLimits>;
  readonly log: Logger;
}

/** A request whose handler has not answered yet. */
interface InProgress {
  readonly abort: AbortController;
  /** Settles once the answer is sent, or the client is gone. */
  readonly answered: Promise<void>;
}

/**
 * The relay's one HTTP server. Its `start` rejects with a ConfigError if the address cannot be used. A stop lets handlers in
 * progress answer, until its signal aborts, and closes all other connections. Used once.
 */
export class HttpServer implements Service {
  readonly #options: HttpServerOptions;
  readonly #server: FastifyInstance;
  readonly #bodies: BodyReader;
  readonly #inProgress = new Set<InProgress>();
  #started: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#bodies = new BodyReader(limits.maxBodiesBytes);
    this.#server = createFastify(limits, options.log);
    for (const [path, endpoints] of Map.groupBy(options.endpoints, (each) => each.path))
      this.#serve(path, endpoints);
  }

  /** The port that the server listens on. */
  get port(): number {
    const address = this.#server.server.address();
    return typeof address === "object" && address ? address.port : this.#options.port;
  }

  async start(): Promise<void> {
    if (this.#stopped) throw new RelayError("stopped", "the HTTP server is used once");
    this.#started ??= this.#start();
    return this.#started;
  }

  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopped ??= this.#stop(signal);
    return this.#stopped;
  }

  async #start(): Promise<void> {
    const { host, port, log } = this.#options;
    try {
      await this.#server.listen({ host, port });
    } catch (error) {
      throw toListenError(error, { host, port });
    }
    // A connection that could not be accepted, for lack of memory for example, must not end the process.
    this.#server.server.on("error", (err) => log.error({ err }, "http.failed"));
    log.info({ host, port: this.port }, "http.listening");
  }

  async #stop(signal: AbortSignal | undefined): Promise<void> {
    await this.#started?.catch(() => {});
    const closed = this.#server.close();
    const answered = Promise.allSettled([...this.#inProgress].map((each) => each.answered));
    await rejectOnAbort(answered, signal).catch(() => {});
    for (const { abort } of this.#inProgress) abort.abort();
    // Of what is left, nothing has arrived whole. Node.js checks the time limits no longer, so it would stay for ever.
    this.#server.server.closeAllConnections();
    await closed;
  }

  #serve(path: string, endpoints: readonly HttpEndpoint[]): void {
    const methods = new Set<string>(endpoints.map(({ method }) => method));
    if (methods.has("GET")) methods.add("HEAD");
    const allow = [...methods].join(", ");
    for (const endpoint of endpoints)
      this.#server.route({
        method: endpoint.method === "GET" ? ["GET", "HEAD"] : endpoint.method,
        url: path,
        handler: (request, reply) => this.#answer(endpoint, request, reply),
      });
    this.#server.route({
      method: this.#server.supportedMethods.filter((method) => !methods.has(method)),
      url: path,
      // A hook, because the body is not waited for.
      onRequest: (_request, reply) => send(reply, plainResponse(405, { allow })),
      handler: () => {},
    });
  }

  async #answer(
    endpoint: HttpEndpoint,
    { raw }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { path, maxBodyBytes } = endpoint;
    const response = await this.#bodies.read(raw, maxBodyBytes, async (body) => {
      const { abort } = this.#note(reply.raw);
      try {
        return await endpoint.handle(toRequest(raw, { path, body, signal: abort.signal }));
      } catch (err) {
        this.#options.log.error({ path, err }, "http.failed");
        return plainResponse(500);
      }
    });
    return send(reply, response);
  }

  #note(response: ServerResponse): InProgress {
    const answered = Promise.withResolvers<void>();
    const noted = { abort: new AbortController(), answered: answered.promise };
    this.#inProgress.add(noted);
    response.once("close", () => {
      this.#inProgress.delete(noted);
      answered.resolve();
    });
    return noted;
  }
}

function createFastify(limits: HttpLimits, log: Logger): FastifyInstance {
  const server = fastify({
    serverFactory: (handler) => createNodeServer(limits, handler),
    logger: false,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => void send(reply, plainResponse(400)),
  });
  // Node.js answers malformed and slow requests itself, and never in the middle of another answer. fastify would do that.
  server.server.removeAllListeners("clientError");
  // Bodies are read by {@link BodyReader}: fastify would parse them, and knows no limit over all of them.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (_request, _body, done) => done(null));
  server.addHook("onRequest", async ({ is404, raw }, reply) => {
    if (raw.rawHeaders.length > limits.maxHeaders * 2) return send(reply, plainResponse(431));
    // No path of ours has such a character. fastify would decode it, so a proxy that hides /metrics would miss /%6detrics.
    const isEncoded = raw.url?.split("?", 1)[0]?.includes("%") ?? false;
    return is404 || isEncoded ? send(reply, plainResponse(404)) : undefined;
  });
  server.setErrorHandler<Error & { statusCode?: number }>(async (err, _request, reply) => {
    const { statusCode: status = 500 } = err;
    if (status >= 500) log.error({ err }, "http.failed");
    return send(reply, plainResponse(status));
  });
  return server;
}

function createNodeServer(limits: HttpLimits, handler: Parameters<typeof createServer>[1]): Server {
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      keepAliveTimeout: limits.idleMs,
      maxHeaderSize: limits.maxHeadBytes,
    },
    handler,
  );
  limitConnections(server, limits.maxConnections);
  server.setTimeout(limits.stalledMs);
  return server;
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  const body = Buffer.from(await response.arrayBuffer());
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.send(body);
}

import { Client, errors, FormData, Pool, type Dispatcher } from "undici";
import type { SourceProblem } from "../../core/job/job.ts";
import type { ApiClient, ApiQuery, ApiRequest, LostAnswer } from "../../core/ports/api-client.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { ApiProblemLog } from "./api-problem-log.ts";
import { readAnswer, type Answer } from "./read-answer.ts";
import { UnchangedAnswers } from "./unchanged-answers.ts";

const MAX_ANSWER_BYTES = 1_048_576;
/** Longest time for one request, part of the `JobSource` contract. */
const TIMEOUT_MS = 15_000;
/** Longer than any poll interval, else every poll pays for a TLS handshake. */
const KEEP_ALIVE_MS = 90_000;
/** The deadline of the whole request covers both, and a slow drip besides. */
const NO_OWN_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

/** Options of {@link UndiciApiClient}. */
export interface UndiciApiClientOptions {
  /** Only its origin is used. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Upper limit of every request's time, in milliseconds, for tests. Default: the request's own limit. */
  readonly maxTimeoutMs?: number | undefined;
}

type Kind = { readonly kind: string };

/** Requests over undici: one pool of kept-alive connections, and a connection of its own for each query with an effect. */
export class UndiciApiClient implements ApiClient {
  readonly #options: UndiciApiClientOptions;
  readonly #origin: string;
  readonly #pool: Pool;
  readonly #problems: ApiProblemLog;
  readonly #unchanged = new UnchangedAnswers();
  readonly #closing = new AbortController();

  constructor(options: UndiciApiClientOptions) {
    this.#options = options;
    this.#problems = new ApiProblemLog(options.log);
    this.#origin = new URL(options.baseUrl).origin;
    // As many connections as there are requests in flight, which others limit: one that waited here would use up its time.
    this.#pool = new Pool(this.#origin, {
      ...NO_OWN_TIMEOUTS,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectTimeout: TIMEOUT_MS,
    });
  }

  ask<Result extends Kind>(query: ApiQuery<Result>): Promise<Result | SourceProblem> {
    return this.#settle<Result | SourceProblem>(query, {
      // Destroying the pool ends it, too.
      exchange: () => this.#exchange(this.#pool, query),
      onFailure: toOutage,
    });
  }

  async act<Result extends Kind>(
    query: ApiQuery<Result>,
  ): Promise<Result | SourceProblem | LostAnswer> {
    const client = new Client(this.#origin, {
      ...NO_OWN_TIMEOUTS,
      // Over HTTP/2 undici sends a refused request again by itself.
      allowH2: false,
      connectTimeout: this.#timeoutMs(query),
    });
    const { signal } = query;
    const ended = AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]);
    let isConnected = false;
    client.once("connect", () => {
      isConnected = true;
    });
    try {
      return await this.#settle<Result | SourceProblem | LostAnswer>(query, {
        exchange: () => this.#exchange(client, { ...query, signal: ended }),
        // Anything that fails before the connection is established was never sent.
        onFailure: () => ({ kind: isConnected ? "unknown" : "unavailable" }),
      });
    } finally {
      // Also keeps a request that still waits for its connection from being sent after all.
      await client.destroy();
    }
  }

  noteUnknownStatus(jobId: string, status: string): void {
    this.#problems.noteUnknownStatus(jobId, status);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.destroy();
  }

  /** Resolves with what the answer, or the lack of one, means, and logs it. */
  async #settle<Result extends Kind>(
    query: ApiQuery<Result>,
    on: {
      readonly exchange: () => Promise<Answer>;
      readonly onFailure: (error: unknown) => Result;
    },
  ): Promise<Result> {
    const { call, jobId, signal } = query;
    try {
      const answer = await on.exchange();
      const result = this.#read(query, answer);
      this.#problems.note({ call, jobId, kind: result.kind, reason: `HTTP ${answer.status}` });
      return result;
    } catch (error) {
      const result = on.onFailure(error);
      const isOurs = signal?.aborted === true || this.#closing.signal.aborted;
      if (!isOurs) this.#problems.note({ call, jobId, kind: result.kind, reason: toReason(error) });
      return result;
    }
  }

  #read<Result extends Kind>(
    { path, jobId = "", isPoll, toResult }: ApiQuery<Result>,
    { status, headers, body }: Answer,
  ): Result {
    const atMs = this.#options.clock.now();
    let usesHeaders = false;
    const header = (name: string): string | undefined => {
      usesHeaders = true;
      return [headers[name]].flat()[0];
    };
    const read = (): Result =>
      toResult({ status, header, text: body && decoder.decode(body), atMs });
    if (!isPoll || status !== 200 || !body) return read();
    // The next answer may have the same body and another header.
    const isRepeatable = (): boolean => !usesHeaders;
    // Joined: a template would keep its parts.
    return this.#unchanged.read([jobId, path].join(" "), body, { read, isRepeatable });
  }

  #exchange(dispatcher: Dispatcher, request: ApiRequest): Promise<Answer> {
    const { method = "GET", path, form, signal } = request;
    const headers = {
      accept: "application/json",
      "accept-encoding": "identity",
      ...request.headers,
    };
    const body = form ? toForm(form) : null;
    const { clock } = this.#options;
    const limits = { maxBytes: MAX_ANSWER_BYTES, timeoutMs: this.#timeoutMs(request) };
    return readAnswer(dispatcher, { method, path, headers, body }, { ...limits, clock, signal });
  }

  #timeoutMs({ timeoutMs = TIMEOUT_MS }: ApiRequest): number {
    return Math.min(timeoutMs, this.#options.maxTimeoutMs ?? timeoutMs);
  }
}

/** Creates a client of the origin of `baseUrl`. It connects at the first request. */
export const createUndiciApiClient = (options: UndiciApiClientOptions): ApiClient =>
  new UndiciApiClient(options);

const decoder = new TextDecoder();

function toForm(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

/** An answer that is no HTTP, or has endless headers, is not the API's. Every other failure is an outage. */
function toOutage(error: unknown): SourceProblem {
  const isNoHttp =
    error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError;
  return { kind: isNoHttp ? "not-understood" : "unavailable" };
}

/** Never the error itself: a parser's error quotes what it read. */
function toReason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

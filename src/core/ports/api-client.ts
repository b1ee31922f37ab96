import type { SourceProblem } from "../job/job.ts";

/** One request to a job API. */
export interface ApiRequest {
  /** Default: `GET`. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Path and query, both percent-encoded, from the root of the client's origin: `/v1/tasks/a%20b?full=1`. */
  readonly path: string;
  /** The client adds `accept: application/json` and `accept-encoding: identity`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The fields of a multipart form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Longest time for the whole request, in milliseconds. Default: 15 seconds. */
  readonly timeoutMs?: number;
  /** Aborts the request. */
  readonly signal?: AbortSignal | undefined;
}

/** One whole answer. */
export interface ApiAnswer {
  readonly status: number;
  /** The first value of a header; `name` in lower case. */
  header(name: string): string | undefined;
  /** `undefined` if the body is longer than 1 MiB, or encoded although the request asked for `identity`. */
  readonly text: string | undefined;
  /** When it came, in Unix milliseconds. */
  readonly atMs: number;
}

/** A request, what the log calls it, and how its answer is read. */
export interface ApiQuery<Result extends { readonly kind: string }> extends ApiRequest {
  /** A word for the log: problems of different calls are logged apart. */
  readonly call: string;
  /** The job it is about; absent if it is about none. */
  readonly jobId?: string;
  /**
   * It is sent again and again. Then `toResult` depends on nothing but the status, the text and the job, and while the bytes of
   * a 200 stay the same it is not called: the earlier result of the kind `job` is returned, the same object. Default: false.
   */
  readonly isPoll?: boolean;
  /** Reads the answer, whatever its status. Does not throw. */
  readonly toResult: (answer: ApiAnswer) => Result;
}

/** The request was sent, but no answer says what it did. */
export interface LostAnswer {
  readonly kind: "unknown";
}

/**
 * Requests to one origin. No redirect is followed and no request repeated, so a key in a header reaches no other origin.
 * Every request ends within its time limit, every body is bounded, and a problem is logged once for as long as it lasts.
 */
export interface ApiClient {
  /** Sends a query over kept-alive connections. Never rejects: without an answer it resolves with `unavailable`. */
  ask<Result extends { readonly kind: string }>(
    query: ApiQuery<Result>,
  ): Promise<Result | SourceProblem>;
  /**
   * Sends a query that has an effect, once, over a connection of its own: one that is kept alive may have been closed by the
   * other side, and a request that fails on it may have been read before. Never rejects: `unavailable` if it was certainly
   * not sent, `unknown` if the API may have received it and no answer came.
   */
  act<Result extends { readonly kind: string }>(
    query: ApiQuery<Result>,
  ): Promise<Result | SourceProblem | LostAnswer>;
  /** Logs a status that the source's documentation does not know, once for each word. */
  noteUnknownStatus(jobId: string, status: string): void;
  /** Closes all connections; requests in flight and later ones have no answer. May be called twice. */
  close(): Promise<void>;
}

/** Makes a client of the origin of a base URL. It connects at the first request. */
export type CreateApiClient = (baseUrl: string) => ApiClient;

import { errors, Pool } from "undici";
import type { JobReading } from "../../core/job.ts";
import type { JobApi, Logger } from "../../core/ports.ts";
import { withDeadline } from "./deadline.ts";
import { readCapped } from "./read-capped.ts";
import { toReading, type HttpAnswer } from "./reading.ts";
import { isKnownStatus } from "./to-job.ts";

/** One attempt ends within this, whatever the server does: part of the {@link JobApi} contract. */
const ATTEMPT_TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 1_048_576;
/** Longer than any poll interval, else every poll pays for a TLS handshake. */
const KEEP_ALIVE_MS = 90_000;
const CONNECTIONS = 64;
/** An API that makes up a new word at each answer shall not fill our memory. */
const MAX_WORDS_REMEMBERED = 1000;

/** What the client of the Pika API needs. */
export interface PikaJobApiOptions {
  /** For example `https://api.useapi.net/v1/pika`; a slash at the end is fine. */
  readonly baseUrl: string;
  readonly token: string;
  readonly log: Logger;
  /** Wall clock, for `Retry-After` dates. */
  readonly now?: () => number;
  /** For tests; never above 15 s. */
  readonly attemptTimeoutMs?: number;
}

/** The job API at `GET {baseUrl}/jobs/?jobid=`, over one pool of kept-alive connections. */
export class PikaJobApi implements JobApi {
  readonly name = "pika";
  readonly #pool: Pool;
  readonly #path: string;
  readonly #options: PikaJobApiOptions;
  readonly #wordsLogged = new Set<string>();
  #trouble: string | undefined;

  constructor(options: PikaJobApiOptions) {
    const url = new URL(options.baseUrl);
    this.#options = options;
    this.#path = `${url.pathname.replace(/\/+$/, "")}/jobs/?jobid=`;
    // Undici neither follows redirects nor repeats requests here, so the token cannot leave this origin.
    this.#pool = new Pool(url.origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectTimeout: ATTEMPT_TIMEOUT_MS,
      // The deadline of the whole attempt covers both, and a slow drip besides.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async readJob(jobId: string, signal?: AbortSignal): Promise<JobReading> {
    const { attemptTimeoutMs = ATTEMPT_TIMEOUT_MS } = this.#options;
    const timeoutMs = Math.min(attemptTimeoutMs, ATTEMPT_TIMEOUT_MS);
    try {
      const answer = await withDeadline({ timeoutMs, signal }, (ended) => this.#ask(jobId, ended));
      const nowMs = (this.#options.now ?? Date.now)();
      const reading = toReading(answer, { jobId, nowMs });
      this.#note(jobId, reading, `HTTP ${answer.status}`);
      return reading;
    } catch (error) {
      const reading = toOutage(error);
      const isOurs = signal?.aborted === true || this.#pool.destroyed;
      if (!isOurs) this.#note(jobId, reading, toReason(error));
      return reading;
    }
  }

  /** Reads under way end as unavailable. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #ask(jobId: string, signal: AbortSignal): Promise<HttpAnswer> {
    const response = await this.#pool.request({
      method: "GET",
      path: `${this.#path}${encodeURIComponent(jobId)}`,
      headers: {
        accept: "application/json",
        "accept-encoding": "identity",
        authorization: `Bearer ${this.#options.token}`,
      },
      signal,
    });
    const retryAfter = [response.headers["retry-after"]].flat()[0];
    const text = await readCapped(response, MAX_ANSWER_BYTES);
    return { status: response.statusCode, retryAfter, text };
  }

  /** Logs what nobody else can tell: new words for a status, and why there is no answer, once for as long as it lasts. */
  #note(jobId: string, reading: JobReading, reason: string): void {
    const { kind } = reading;
    if (kind === "unavailable" || kind === "not-understood") {
      if (this.#trouble !== reason) this.#options.log.warn({ jobId, kind, reason }, "api.troubled");
      this.#trouble = reason;
      return;
    }
    this.#trouble = undefined;
    if (reading.kind !== "job") return;
    const { status } = reading.job.facts;
    if (isKnownStatus(status) || this.#wordsLogged.has(status)) return;
    if (this.#wordsLogged.size >= MAX_WORDS_REMEMBERED) return;
    this.#wordsLogged.add(status);
    this.#options.log.warn({ jobId, status }, "job.status_unknown");
  }
}

/** A client of the Pika API; connects at the first read. */
export const createPikaJobApi = (options: PikaJobApiOptions): PikaJobApi => new PikaJobApi(options);

/** What arrived was no HTTP, or headers without end: something answers, but not the API. All else is an outage. */
function toOutage(error: unknown): JobReading {
  const isNoHttp =
    error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError;
  return { kind: isNoHttp ? "not-understood" : "unavailable" };
}

/** Never the error itself: a parser's error quotes what it read. */
function toReason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

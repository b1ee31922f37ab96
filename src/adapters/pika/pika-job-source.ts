import { errors, FormData, Pool } from "undici";
import type {
  JobListResult,
  PollResult,
  RetryRequestResult,
  SourceProblem,
} from "../../core/job/job.ts";
import type { JobSource } from "../../core/ports/job-source.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { receiveAnswer, requestHeaders, type HttpAnswer } from "./http-answer.ts";
import { withDeadline } from "./deadline.ts";
import { toJobListResult } from "./job-list-result.ts";
import { postOnce, type PostResult } from "./post-once.ts";
import { toPollResult } from "./poll-result.ts";
import { toRetryRequestResult } from "./retry-request-result.ts";
import { SourceProblemLog, type ApiCall, type CallResult } from "./source-problem-log.ts";

/** Longest time for one attempt, part of the {@link JobSource} contract. */
const ATTEMPT_TIMEOUT_MS = 15_000;
/** A retry is answered only once the job was submitted upstream, and giving up on it leaves the user in doubt. */
const RETRY_TIMEOUT_MS = 30_000;
/** Longer than any poll interval, else every poll pays for a TLS handshake. */
const KEEP_ALIVE_MS = 90_000;
const CONNECTIONS = 64;

/** Options of {@link PikaJobSource}. */
export interface PikaJobSourceOptions {
  /** For example `https://api.useapi.net/v1/pika`, with or without a slash at the end. */
  readonly baseUrl: string;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Shorter time-out of an attempt, for tests; default: 15 seconds, and 30 for a retry. */
  readonly attemptTimeoutMs?: number;
}

/** A GET request: how it is logged, and how its answer is read. */
interface Query<Result> {
  readonly call: ApiCall;
  readonly fields: CallResult["fields"];
  readonly signal: AbortSignal | undefined;
  readonly toResult: (answer: HttpAnswer) => Result;
}

/** The job API at `baseUrl`: queries over one pool of kept-alive connections, each retry over a connection of its own. */
export class PikaJobSource implements JobSource {
  readonly name = "pika";
  readonly #pool: Pool;
  readonly #base: URL;
  readonly #options: PikaJobSourceOptions;
  readonly #problems: SourceProblemLog;
  readonly #closing = new AbortController();

  constructor(options: PikaJobSourceOptions) {
    this.#base = new URL(options.baseUrl);
    this.#options = options;
    this.#problems = new SourceProblemLog(options.log);
    // Undici neither follows redirects nor repeats requests here, so the token cannot leave this origin.
    this.#pool = new Pool(this.#base.origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectTimeout: ATTEMPT_TIMEOUT_MS,
      // The deadline of the whole attempt covers both, and a slow drip besides.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const pollResult = await this.#get<PollResult>(`/jobs/?jobid=${encodeURIComponent(jobId)}`, {
      call: "job",
      fields: { jobId },
      signal,
      toResult: (answer) => toPollResult(answer, { jobId, nowMs: this.#now() }),
    });
    if (pollResult.kind === "job") this.#problems.noteStatus(jobId, pollResult.job.facts.status);
    return pollResult;
  }

  async listJobs(signal?: AbortSignal): Promise<JobListResult> {
    return this.#get<JobListResult>("/jobs", {
      call: "jobs",
      fields: { call: "jobs" },
      signal,
      toResult: (answer) => toJobListResult(answer, this.#now()),
    });
  }

  async retryJob(jobId: string, signal?: AbortSignal): Promise<RetryRequestResult> {
    const form = new FormData();
    form.set("jobid", jobId);
    form.set("button", "retry");
    const url = new URL(this.#path("/button"), this.#base);
    const headers = requestHeaders(this.#options.token);
    const ended = AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]);
    const timeoutMs = this.#timeoutMs(RETRY_TIMEOUT_MS);
    const { clock } = this.#options;
    const posted = await postOnce({ url, headers, form }, { clock, timeoutMs, signal: ended });
    const result = toRetryResult(posted, (answer) =>
      toRetryRequestResult(answer, { jobId, nowMs: this.#now() }),
    );
    const reason =
      posted.kind === "answered" ? `HTTP ${posted.answer.status}` : toReason(posted.error);
    const { kind } = result;
    if (!ended.aborted) {
      this.#problems.note({ call: "button", fields: { call: "button", jobId }, kind, reason });
    }
    return result;
  }

  /** Requests in flight resolve at once: queries as unavailable, retries as unknown. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.destroy();
  }

  async #get<Result extends { kind: string }>(
    path: string,
    query: Query<Result>,
  ): Promise<Result | SourceProblem> {
    const { call, fields, signal } = query;
    const { clock } = this.#options;
    const deadline = { clock, timeoutMs: this.#timeoutMs(ATTEMPT_TIMEOUT_MS), signal };
    try {
      const answer = await withDeadline(deadline, (ended) => this.#ask(path, ended));
      const result = query.toResult(answer);
      this.#problems.note({ call, fields, kind: result.kind, reason: `HTTP ${answer.status}` });
      return result;
    } catch (error) {
      const problem = toOutage(error);
      const isOurs = signal?.aborted === true || this.#pool.destroyed;
      const { kind } = problem;
      if (!isOurs) this.#problems.note({ call, fields, kind, reason: toReason(error) });
      return problem;
    }
  }

  async #ask(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = requestHeaders(this.#options.token);
    return receiveAnswer(
      await this.#pool.request({ method: "GET", path: this.#path(path), headers, signal }),
    );
  }

  #path(path: string): string {
    return `${this.#base.pathname.replace(/\/+$/, "")}${path}`;
  }

  #timeoutMs(maxMs: number): number {
    return Math.min(this.#options.attemptTimeoutMs ?? maxMs, maxMs);
  }

  #now(): number {
    return this.#options.clock.now();
  }
}

/** Creates a client of the Pika API. It connects at the first request. */
export const createPikaJobSource = (options: PikaJobSourceOptions): PikaJobSource =>
  new PikaJobSource(options);

function toRetryResult(
  posted: PostResult,
  toResult: (answer: HttpAnswer) => RetryRequestResult,
): RetryRequestResult {
  switch (posted.kind) {
    case "answered":
      return toResult(posted.answer);
    case "unsent":
      return { kind: "unavailable" };
    case "lost":
      return { kind: "unknown" };
  }
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

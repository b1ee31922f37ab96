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
import { receiveAnswer, requestHeaders, type HttpAnswer } from "./answer.ts";
import { withDeadline } from "./deadline.ts";
import { toJobListResult } from "./job-list-result.ts";
import { postOnce, type PostResult } from "./post-once.ts";
import { toPollResult } from "./poll-result.ts";
import { toRetryRequestResult } from "./retry-request-result.ts";
import { SourceProblemLog, type ApiCall, type CallResult } from "./source-problem-log.ts";

/** One attempt ends within this, whatever the server does: part of the {@link JobSource} contract. */
const ATTEMPT_TIMEOUT_MS = 15_000;
/** A retry is answered only once the job was submitted upstream, and giving up on it leaves people in doubt. */
const RETRY_TIMEOUT_MS = 30_000;
/** Longer than any poll interval, else every poll pays for a TLS handshake. */
const KEEP_ALIVE_MS = 90_000;
const CONNECTIONS = 64;

/** Options of {@link PikaJobSource}. */
export interface PikaJobSourceOptions {
  /** For example `https://api.useapi.net/v1/pika`; a slash at the end is fine. */
  readonly baseUrl: string;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Shorter time-out of an attempt, for tests; default: 15 seconds, and 30 for a retry. */
  readonly attemptTimeoutMs?: number;
}

/** A question to the API, for the log and for its answer. */
interface Question<Reading> {
  readonly call: ApiCall;
  readonly fields: CallResult["fields"];
  readonly signal: AbortSignal | undefined;
  readonly toPollResult: (answer: HttpAnswer) => Reading;
}

/** The job API at `{baseUrl}`: questions over one pool of kept-alive connections, retries over one of their own. */
export class PikaJobSource implements JobSource {
  readonly name = "pika";
  readonly #pool: Pool;
  readonly #base: URL;
  readonly #options: PikaJobSourceOptions;
  readonly #troubles: SourceProblemLog;
  readonly #closing = new AbortController();

  constructor(options: PikaJobSourceOptions) {
    this.#base = new URL(options.baseUrl);
    this.#options = options;
    this.#troubles = new SourceProblemLog(options.log);
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
      toPollResult: (answer) => toPollResult(answer, { jobId, nowMs: this.#now() }),
    });
    if (pollResult.kind === "job") this.#troubles.noteStatus(jobId, pollResult.job.facts.status);
    return pollResult;
  }

  async listJobs(signal?: AbortSignal): Promise<JobListResult> {
    return this.#get<JobListResult>("/jobs", {
      call: "jobs",
      fields: { call: "jobs" },
      signal,
      toPollResult: (answer) => toJobListResult(answer, this.#now()),
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
    const result = await postOnce({ url, headers, form }, { clock, timeoutMs, signal: ended });
    const pollResult = toPostResult(result, (answer) =>
      toRetryRequestResult(answer, { jobId, nowMs: this.#now() }),
    );
    const reason =
      result.kind === "answered" ? `HTTP ${result.answer.status}` : toReason(result.error);
    const { kind } = pollResult;
    if (!ended.aborted) {
      this.#troubles.note({ call: "button", fields: { call: "button", jobId }, kind, reason });
    }
    return pollResult;
  }

  /** Questions under way end as unavailable, retries as unknown. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.destroy();
  }

  async #get<Reading extends { kind: string }>(
    path: string,
    question: Question<Reading>,
  ): Promise<Reading | SourceProblem> {
    const { call, fields, signal } = question;
    const { clock } = this.#options;
    const deadline = { clock, timeoutMs: this.#timeoutMs(ATTEMPT_TIMEOUT_MS), signal };
    try {
      const answer = await withDeadline(deadline, (ended) => this.#ask(path, ended));
      const pollResult = question.toPollResult(answer);
      this.#troubles.note({ call, fields, kind: pollResult.kind, reason: `HTTP ${answer.status}` });
      return pollResult;
    } catch (error) {
      const trouble = toOutage(error);
      const isOurs = signal?.aborted === true || this.#pool.destroyed;
      const { kind } = trouble;
      if (!isOurs) this.#troubles.note({ call, fields, kind, reason: toReason(error) });
      return trouble;
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

/** A client of the Pika API; connects at the first read. */
export const createPikaJobSource = (options: PikaJobSourceOptions): PikaJobSource =>
  new PikaJobSource(options);

function toPostResult(
  result: PostResult,
  toRead: (answer: HttpAnswer) => RetryRequestResult,
): RetryRequestResult {
  switch (result.kind) {
    case "answered":
      return toRead(result.answer);
    case "unsent":
      return { kind: "unavailable" };
    case "lost":
      return { kind: "unknown" };
  }
}

/** What arrived was no HTTP, or headers without end: something answers, but not the API. All else is an outage. */
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

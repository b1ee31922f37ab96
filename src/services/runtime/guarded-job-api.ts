import { ApiGate, LIST_ASKER } from "../../core/job/api-gate.ts";
import type { JobListReading, JobReading, RetryReading, Trouble } from "../../core/job/job.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { JobApi } from "../../core/ports/job-source.ts";
import type { Logger } from "../../core/ports/logger.ts";
import { RequestPace } from "../../core/job/request-pace.ts";

/** A person waits for a retry: if its turn comes later than this, the API is not asked. */
const MAX_RETRY_WAIT_MS = 20_000;

/** Options of {@link GuardedJobApi}. */
export interface GuardedJobApiOptions {
  readonly api: JobApi;
  readonly clock: Clock;
  readonly log: Logger;
  /** Requests per second, of whatever kind. */
  readonly maxPerSecond: number;
  /** Whether people may run jobs again. */
  readonly offersRetry: boolean;
}

/** A request on its way. */
interface Request<Reading> {
  /** Who asks: a job by its id, or the list. */
  readonly asker: string;
  readonly signal: AbortSignal | undefined;
  readonly maxWaitMs?: number;
  readonly send: () => Promise<Reading>;
}

/**
 * The job API as the whole relay uses it. Every request goes through here: it counts in the rate, is held back while
 * the API refuses the account or asks for patience, and its answer updates the gate. Logs when the API begins to refuse
 * the account and when it accepts it again, and notifies the listeners.
 */
export class GuardedJobApi implements JobApi {
  readonly name: string;
  readonly #options: GuardedJobApiOptions;
  readonly #gate = new ApiGate();
  readonly #pace: RequestPace;
  readonly #closing = new AbortController();
  readonly #listeners: ((change: "refused" | "accepted") => void)[] = [];

  constructor(options: GuardedJobApiOptions) {
    this.name = options.api.name;
    this.#options = options;
    this.#pace = new RequestPace(options.maxPerSecond);
  }

  /** Whether the API refuses the account, so that the next request is a probe. */
  get isRefused(): boolean {
    return this.#gate.isRefused;
  }

  /** What keeps requests waiting now, apart from the rate. */
  blockedBy(): Trouble | undefined {
    return this.#gate.blockedBy(this.#nowMs);
  }

  /** How long a request that is about to start has to wait; 0: it may start. */
  waitMs(): number {
    const nowMs = this.#nowMs;
    return Math.max(this.#pace.waitMs(nowMs), this.#gate.waitMs(nowMs));
  }

  /** Calls `listener` when the API begins to refuse the account, and when it accepts it again. */
  onChange(listener: (change: "refused" | "accepted") => void): void {
    this.#listeners.push(listener);
  }

  /** Lets a probe start at once, for a job that was answered before. */
  probeNow(): void {
    this.#gate.probeNow(this.#nowMs);
  }

  /** While the gate is closed the API is not asked: the reading is the trouble that closed it. */
  async readJob(jobId: string, signal?: AbortSignal): Promise<JobReading> {
    const send = () => this.#options.api.readJob(jobId, signal);
    const reading = await this.#ask<JobReading>({ asker: `job ${jobId}`, signal, send });
    return this.#options.offersRetry ? reading : withoutRetry(reading);
  }

  /** As {@link readJob}. */
  async listJobs(signal?: AbortSignal): Promise<JobListReading> {
    const send = () => this.#options.api.listJobs(signal);
    return this.#ask<JobListReading>({ asker: LIST_ASKER, signal, send });
  }

  /** As {@link readJob}; no probe is made of it. */
  async retryJob(jobId: string, signal?: AbortSignal): Promise<RetryReading> {
    const blocked = this.blockedBy();
    if (blocked) return blocked;
    const send = () => this.#options.api.retryJob(jobId, signal);
    const maxWaitMs = MAX_RETRY_WAIT_MS;
    return this.#ask<RetryReading>({ asker: `job ${jobId}`, signal, maxWaitMs, send });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#options.api.close();
  }

  async #ask<Reading extends JobReading | JobListReading | RetryReading>(
    request: Request<Reading>,
  ): Promise<Reading | Trouble> {
    const nowMs = this.#nowMs;
    const blocked = this.#gate.blockedBy(nowMs);
    if (blocked && this.#gate.waitMs(nowMs) > 0) return blocked;
    const waitMs = this.#pace.reserve(nowMs, request.maxWaitMs);
    if (waitMs === undefined) return { kind: "rate-limited" };
    this.#gate.begin(nowMs);
    if (waitMs > 0) {
      if (!(await this.#wait(waitMs, request.signal))) return { kind: "unavailable" };
      // The gate may have closed meanwhile; a probe ignores that.
      const closed = blocked ? undefined : this.blockedBy();
      if (closed) return closed;
    }
    const reading = await request.send();
    if (request.signal?.aborted !== true) this.#learn(reading, request.asker);
    return reading;
  }

  #learn(reading: JobReading | JobListReading | RetryReading, asker: string): void {
    const { log } = this.#options;
    const { kind } = reading;
    const change = this.#gate.record({ reading, asker, nowMs: this.#nowMs });
    if (change === "refused") log.error({ api: this.name, kind }, "api.refused");
    if (change === "suspected") log.warn({ api: this.name, kind, asker }, "api.suspected");
    if (change === "accepted") log.info({ api: this.name }, "api.accepted");
    if (change === "refused" || change === "accepted")
      for (const listener of this.#listeners) listener(change);
  }

  /** False where it ended before its time. */
  async #wait(waitMs: number, signal: AbortSignal | undefined): Promise<boolean> {
    const ended = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    if (ended.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const onAbort = (): void => resolve(false);
    ended.addEventListener("abort", onAbort);
    const cancel = this.#options.clock.setTimer(waitMs, () => resolve(true));
    try {
      return await promise;
    } finally {
      cancel();
      ended.removeEventListener("abort", onAbort);
    }
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }
}

function withoutRetry(reading: JobReading): JobReading {
  if (reading.kind !== "job") return reading;
  const { isRetryable: _, ...facts } = reading.job.facts;
  return { ...reading, job: { ...reading.job, facts } };
}

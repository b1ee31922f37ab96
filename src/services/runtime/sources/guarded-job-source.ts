import {
  CircuitBreaker,
  LIST_SUBJECT,
  type Answered,
  type Outage,
  type SourceHealth,
} from "../../../core/job/circuit-breaker.ts";
import type {
  Attachment,
  CancelRequestResult,
  JobListResult,
  PollResult,
  RetryRequestResult,
  SourceProblem,
  SourceProblemKind,
} from "../../../core/job/job.ts";
import type { PollSchedule } from "../../../core/job/poll-schedule.ts";
import type { RecognisedJob, SourceJob } from "../../../core/job/job-reference.ts";
import type { CancelCost, JobSource, SourceLimits } from "../../../core/ports/job-source.ts";
import type { MediaRequest } from "../../../core/ports/media.ts";
import { isSleptThrough } from "../../../core/time/sleep.ts";
import type { Logger } from "../../../core/ports/logger.ts";
import type { RateWaiter, RequestRate } from "../../../core/job/request-rate.ts";
import { withoutRetry } from "../../../core/job/without-retry.ts";
import { createRequestRate, type RequestRateOptions } from "./create-request-rate.ts";
import type { SourceEvents } from "./source-events.ts";
import type { SourceRequest } from "./source-request.ts";
import { TypedEmitter, type EventsOf } from "../typed-emitter.ts";

/** Longest wait of a retry or a cancellation for its turn, in milliseconds. A person is waiting, so beyond that the API is not asked. */
export const MAX_PERSON_WAIT_MS = 20_000;

/** Options of {@link GuardedJobSource}. */
export interface GuardedJobSourceOptions extends RequestRateOptions {
  readonly api: JobSource;
  readonly schedule: PollSchedule;
  readonly log: Logger;
  /** Whether people may run jobs again. If not, no job is marked as retryable. */
  readonly offersRetry: boolean;
}

/**
 * The job API with a rate limit and a circuit breaker. Every request of the relay goes through here: it counts towards the
 * rate limit, is held back while the API refuses the account or asks the relay to wait, and its answer updates the circuit
 * breaker. Logs and emits an event when the API starts to refuse the account and when it accepts it again.
 */
export class GuardedJobSource {
  readonly name: string;
  readonly displayName: string;
  readonly limits: SourceLimits;
  /** How often a job is polled. */
  readonly schedule: PollSchedule;
  readonly #options: GuardedJobSourceOptions;
  readonly #breaker = new CircuitBreaker();
  readonly #rate: RequestRate;
  readonly #closing = new AbortController();
  readonly #emitter: TypedEmitter<SourceEvents>;

  constructor(options: GuardedJobSourceOptions) {
    const { name, displayName, limits } = options.api;
    this.name = name;
    this.displayName = displayName;
    this.limits = limits;
    this.schedule = options.schedule;
    this.#options = options;
    this.#emitter = new TypedEmitter(options);
    this.#rate = createRequestRate(options, this.#closing.signal);
  }

  /** Whether the API refuses the account, so that the next request is a probe. */
  get isRefused(): boolean {
    return this.#breaker.isRefused;
  }

  /** The problem that currently holds requests back, if any. The rate limit is not one. */
  blockedBy(): SourceProblem | undefined {
    return this.#breaker.blockedBy(this.#nowMs);
  }

  /** Milliseconds that a request has to wait before it may start; 0 if it may start now. `waiter`: see {@link RequestRate}. */
  waitMs(waiter?: RateWaiter): number {
    const nowMs = this.#nowMs;
    return this.#breaker.waitMs(nowMs) || this.#rate.waitMs(nowMs, waiter);
  }

  /** Why requests are held back, or what is wrong with the API's answers; `undefined` if neither is known. */
  get breakerReason(): SourceProblemKind | undefined {
    return (this.blockedBy() ?? this.outage)?.kind;
  }

  /** Since when the API gives no proper answer, and why; `undefined` if it is not out, as far as is known. */
  get outage(): Outage | undefined {
    return this.#breaker.outage;
  }

  /** See {@link CircuitBreaker.health}. */
  get health(): SourceHealth {
    return this.#breaker.health;
  }

  /** See {@link SourceEvents}. */
  get events(): EventsOf<SourceEvents> {
    return this.#emitter;
  }

  /** Lets a probe start at once. Call it if there is a job to probe with that the API has answered before. */
  probeNow(): void {
    this.#breaker.probeNow(this.#nowMs);
  }

  /** Whether the API can list the account's unfinished jobs. */
  get canList(): boolean {
    return this.#options.api.listJobs !== undefined;
  }

  /** The jobs that a text may mean here. See {@link JobSource}. */
  recognise(text: string): readonly RecognisedJob[] {
    return [this.#options.api.recognise(text) ?? []].flat();
  }

  /** What a follow stores about its job's identity. */
  toJob(jobId: string): SourceJob {
    const { name: source, displayName: sourceName } = this;
    return { source, sourceName, jobId, publicId: this.#options.api.toPublicId(jobId) };
  }

  /** See {@link JobSource}. Not held back: it follows an answer of the API. */
  async locateMedia(
    jobId: string,
    attachment: Attachment,
    signal?: AbortSignal,
  ): Promise<MediaRequest> {
    const { api } = this.#options;
    return (await api.locateMedia?.({ jobId, attachment, signal })) ?? { url: attachment.url };
  }

  /** As in {@link JobSource}. While the circuit breaker is open, resolves with its problem and does not ask the API. */
  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    const send = (): Promise<PollResult> => this.#poll(jobId, signal);
    return this.#ask<PollResult>({ subject: `job ${jobId}`, signal, send });
  }

  /**
   * Like {@link pollJob}, but its turn begins before it is known whether anyone wants it. If `isWanted` resolves with `false`,
   * does not ask the API and resolves with `undefined`. Rejects like `isWanted`.
   */
  async pollIfWanted(
    jobId: string,
    isWanted: () => boolean | Promise<boolean>,
    signal: AbortSignal,
  ): Promise<PollResult | undefined> {
    const send = async (): Promise<PollResult | { kind: "unknown" }> => {
      const turnMs = this.#nowMs;
      let mayPoll = await isWanted();
      if (mayPoll && this.#rate.isMissed(turnMs, this.#nowMs)) {
        await this.#rate.reserve(this.#nowMs, undefined, signal);
        mayPoll = await isWanted();
      }
      return mayPoll ? this.#poll(jobId, signal) : { kind: "unknown" };
    };
    const answer = await this.#ask({ subject: `job ${jobId}`, signal, send });
    if (answer.kind !== "unknown") return answer;
    // If it was the probe of this minute, another job is the probe instead.
    this.probeNow();
    return undefined;
  }

  async #poll(jobId: string, signal: AbortSignal | undefined): Promise<PollResult> {
    const sentAtMs = this.#nowMs;
    const result = await this.#options.api.pollJob(jobId, signal);
    const durationMs = this.#nowMs - sentAtMs;
    if (signal?.aborted !== true) this.#emitter.emit("polled", { kind: result.kind, durationMs });
    return this.#options.offersRetry ? result : withoutRetry(result);
  }

  /** Like {@link pollJob}, for the account's list. An API that cannot list jobs has none. */
  async listJobs(signal?: AbortSignal): Promise<JobListResult> {
    const { api } = this.#options;
    const send = async (): Promise<JobListResult> =>
      (await api.listJobs?.(signal)) ?? { kind: "jobs", jobIds: [] };
    return this.#ask<JobListResult>({ subject: LIST_SUBJECT, signal, send });
  }

  /** Like {@link pollJob}, but is never used as a probe, and resolves with `rate-limited` if its turn is too far away. */
  async retryJob(jobId: string, signal?: AbortSignal): Promise<RetryRequestResult> {
    const { api } = this.#options;
    const maxWaitMs = MAX_PERSON_WAIT_MS;
    const send = async (): Promise<RetryRequestResult> =>
      (await api.retryJob?.(jobId, signal)) ?? { kind: "not-understood" };
    return this.blockedBy() ?? this.#ask({ subject: `job ${jobId}`, signal, maxWaitMs, send });
  }

  /** What a cancelled job costs. See {@link JobSource}. */
  get cancelCost(): CancelCost | undefined {
    return this.#options.api.cancelCost;
  }

  /** Like {@link retryJob}. */
  async cancelJob(jobId: string, signal?: AbortSignal): Promise<CancelRequestResult> {
    const { api } = this.#options;
    const maxWaitMs = MAX_PERSON_WAIT_MS;
    const send = async (): Promise<CancelRequestResult> =>
      (await api.cancelJob?.(jobId, signal)) ?? { kind: "not-understood" };
    return this.blockedBy() ?? this.#ask({ subject: `job ${jobId}`, signal, maxWaitMs, send });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#options.api.close();
  }

  async #ask<Answer extends Answered["pollResult"]>(
    request: SourceRequest<Answer>,
  ): Promise<Answer | SourceProblem> {
    const nowMs = this.#nowMs;
    const blocked = this.#breaker.blockedBy(nowMs);
    if (blocked && this.#breaker.waitMs(nowMs) > 0) return blocked;
    const reserved = this.#rate.reserve(nowMs, request.maxWaitMs, request.signal);
    this.#breaker.begin(nowMs);
    if (reserved !== 0) {
      const waitMs = await reserved;
      if (waitMs === undefined) return { kind: "rate-limited" };
      const ends = [this.#closing.signal, request.signal ?? []].flat();
      const sleep = () => isSleptThrough(this.#options.clock, waitMs, AbortSignal.any(ends));
      if (waitMs > 0 && !(await sleep())) return { kind: "unavailable" };
      // The breaker may have opened during the wait. A probe is sent anyway.
      const opened = blocked ? undefined : this.blockedBy();
      if (opened) return opened;
    }
    const pollResult = await request.send();
    if (request.signal?.aborted !== true) this.#learn(pollResult, request.subject);
    return pollResult;
  }

  #learn(pollResult: Answered["pollResult"], subject: string): void {
    const { log } = this.#options;
    const { kind } = pollResult;
    const { health } = this;
    const change = this.#breaker.record({ pollResult, subject, nowMs: this.#nowMs });
    if (change === "refused") log.error({ api: this.name, kind }, "api.refused");
    if (change === "suspected") log.warn({ api: this.name, kind, asker: subject }, "api.suspected");
    if (change === "accepted") log.info({ api: this.name }, "api.accepted");
    if (change === "refused" || change === "accepted") this.#emitter.emit(change);
    if (health !== this.health) this.#emitter.emit("health");
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }
}

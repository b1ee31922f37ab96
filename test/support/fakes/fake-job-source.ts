import type {
  CancelRequestResult,
  JobListResult,
  PollResult,
  RetryRequestResult,
} from "../../../src/core/job/job.ts";
import { jobIdSchema } from "../../../src/core/job/job.ts";
import type { JobSource } from "../../../src/core/ports/job-source.ts";
import { shortJobId } from "../../../src/core/job/short-job-id.ts";
import { afterPrefix } from "../../../src/core/source/pasted-text.ts";
import type { FullJobSource } from "../../contracts/job-source.ts";
import { FakeAnswers } from "./fake-answers.ts";

/** A job API that gives a test's answers, and keeps the contract of the port. */
export class FakeJobSource implements FullJobSource {
  readonly name: string;
  readonly displayName: string;
  readonly limits = { minPollIntervalMs: 1 };
  readonly toPublicId = shortJobId;
  closed = false;
  readonly #closing = new AbortController();
  readonly #jobs = new FakeAnswers<PollResult>(this.#closing.signal);
  readonly #lists = new FakeAnswers<JobListResult>(this.#closing.signal);
  readonly #retries = new FakeAnswers<RetryRequestResult>(this.#closing.signal);
  readonly #cancellations = new FakeAnswers<CancelRequestResult>(this.#closing.signal);

  constructor(name = "pika", displayName = "Pika") {
    this.name = name;
    this.displayName = displayName;
  }

  /** Job ids in the order they were asked for. */
  get reads(): readonly string[] {
    return this.#jobs.asked;
  }

  /** How often the running jobs were asked for. */
  get lists(): number {
    return this.#lists.asked.length;
  }

  /** Ids of the jobs that were to be made once more, in order. */
  get retries(): readonly string[] {
    return this.#retries.asked;
  }

  /** Ids of the jobs that were to be cancelled, in order. */
  get cancellations(): readonly string[] {
    return this.#cancellations.asked;
  }

  /** The readings of a job, one after the other; the last one stays. Takes the place of what was said before. */
  answer(jobId: string, ...readings: readonly PollResult[]): void {
    this.#jobs.set(jobId, readings);
  }

  /** What is said of the running jobs, as `answer`; until then those whose next pollResult is of a running job. */
  answerList(...readings: readonly JobListResult[]): void {
    this.#lists.set("", readings);
  }

  /** Sets the answer to a retry of this job, as `answer` does for polls. Default: the job is unknown. */
  answerRetry(jobId: string, ...readings: readonly RetryRequestResult[]): void {
    this.#retries.set(jobId, readings);
  }

  /** Sets the answer to a cancellation of this job, as `answer` does for polls. Default: the job is unknown. */
  answerCancel(jobId: string, ...readings: readonly CancelRequestResult[]): void {
    this.#cancellations.set(jobId, readings);
  }

  /** As `hang`, for cancellations of this job, which end as unknown. */
  hangCancel(jobId: string): void {
    this.#cancellations.set(jobId, ["hang"]);
  }

  /** Reads of this job wait until they are aborted or the API is closed. */
  hang(jobId: string): void {
    this.#jobs.set(jobId, ["hang"]);
  }

  /** As `hang`, for the running jobs. */
  hangList(): void {
    this.#lists.set("", ["hang"]);
  }

  /** As `hang`, for retries of this job, which end as unknown. */
  hangRetry(jobId: string): void {
    this.#retries.set(jobId, ["hang"]);
  }

  /** From now on the API knows no such job, as it knows none that was never mentioned. */
  forget(jobId: string): void {
    this.#jobs.forget(jobId);
  }

  /** How often a job was asked for. */
  readsOf(jobId: string): number {
    return this.#jobs.count(jobId);
  }

  /** Resolves once a job was asked for `count` times. */
  async whenRead(jobId: string, count = 1): Promise<void> {
    await this.#jobs.when(jobId, count);
  }

  /** Resolves once the running jobs were asked for `count` times. */
  async whenListed(count = 1): Promise<void> {
    await this.#lists.when("", count);
  }

  /** Resolves once a retry of a job was asked for `count` times. */
  async whenRetried(jobId: string, count = 1): Promise<void> {
    await this.#retries.when(jobId, count);
  }

  /** Every id may be one of its own, as at the Pika API. */
  recognise(text: string): ReturnType<JobSource["recognise"]> {
    const named = afterPrefix(text, this.name);
    const { data: jobId } = jobIdSchema.safeParse(named ?? text);
    if (jobId === undefined) return undefined;
    return { source: this.name, jobId, certainty: named === undefined ? "possible" : "certain" };
  }

  async pollJob(jobId: string, signal?: AbortSignal): Promise<PollResult> {
    return this.#jobs.next(jobId, {
      signal,
      usual: () => this.#notFound(jobId),
      aborted: { kind: "unavailable" },
      lost: { kind: "unavailable" },
    });
  }

  async listJobs(signal?: AbortSignal): Promise<JobListResult> {
    return this.#lists.next("", {
      signal,
      usual: () => ({ kind: "jobs", jobIds: this.#runningIds() }),
      aborted: { kind: "unavailable" },
      lost: { kind: "unavailable" },
    });
  }

  async retryJob(jobId: string, signal?: AbortSignal): Promise<RetryRequestResult> {
    return this.#retries.next(jobId, {
      signal,
      usual: () => this.#notFound(jobId),
      aborted: { kind: "unavailable" },
      lost: { kind: "unknown" },
    });
  }

  async cancelJob(jobId: string, signal?: AbortSignal): Promise<CancelRequestResult> {
    return this.#cancellations.next(jobId, {
      signal,
      usual: () => this.#notFound(jobId),
      aborted: { kind: "unavailable" },
      lost: { kind: "unknown" },
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.#closing.abort();
  }

  #notFound(jobId: string): Extract<PollResult, { kind: "not-found" }> {
    return { kind: "not-found", message: `Unable to locate job ${jobId}` };
  }

  #runningIds(): string[] {
    return [...this.#jobs.ready()].flatMap(([jobId, pollResult]) =>
      pollResult !== "hang" && pollResult.kind === "job" && pollResult.job.phase === "running"
        ? jobId
        : [],
    );
  }
}

import type { JobReading } from "../../src/core/job.ts";
import type { JobApi } from "../../src/core/ports.ts";

/** What the fake does when a job is read: answers, or keeps the reader waiting. */
type Answer = JobReading | "hang";

/** A job API that says what a test told it to, and keeps the contract of the port. */
export class FakeJobApi implements JobApi {
  readonly name: string;
  /** Job ids in the order they were asked for. */
  readonly reads: string[] = [];
  closed = false;
  readonly #answers = new Map<string, Answer[]>();
  readonly #closing = new AbortController();
  readonly #watchers = new Set<() => void>();

  constructor(name = "pika") {
    this.name = name;
  }

  /** The readings of a job, one after the other; the last one stays. Takes the place of what was said before. */
  answer(jobId: string, ...readings: readonly JobReading[]): void {
    this.#answers.set(jobId, [...readings]);
  }

  /** Reads of this job wait until they are aborted or the API is closed. */
  hang(jobId: string): void {
    this.#answers.set(jobId, ["hang"]);
  }

  /** From now on the API knows no such job, as it knows none that was never mentioned. */
  forget(jobId: string): void {
    this.#answers.delete(jobId);
  }

  /** How often a job was asked for. */
  readsOf(jobId: string): number {
    return this.reads.filter((read) => read === jobId).length;
  }

  /** Resolves once a job was asked for `count` times. */
  async whenRead(jobId: string, count = 1): Promise<void> {
    while (this.readsOf(jobId) < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#watchers.add(resolve);
      await promise;
    }
  }

  async readJob(jobId: string, signal?: AbortSignal): Promise<JobReading> {
    this.reads.push(jobId);
    for (const resolve of this.#watchers) resolve();
    this.#watchers.clear();
    if (this.closed || signal?.aborted) return { kind: "unavailable" };
    const answer = this.#next(jobId);
    if (answer !== "hang") return answer;
    const ended = AbortSignal.any([this.#closing.signal, ...(signal ? [signal] : [])]);
    const { promise, resolve } = Promise.withResolvers<void>();
    ended.addEventListener("abort", () => resolve());
    await promise;
    return { kind: "unavailable" };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.#closing.abort();
  }

  #next(jobId: string): Answer {
    const answers = this.#answers.get(jobId) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer ?? { kind: "not-found", message: `Unable to locate job ${jobId}` };
  }
}

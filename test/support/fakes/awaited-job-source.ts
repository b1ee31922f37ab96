import type { FullJobSource } from "../../contracts/job-source.ts";
import type { JobSource, SourceLimits } from "../../../src/core/ports/job-source.ts";
import type { FakeClock } from "./fake-clock.ts";

/** A job API over real connections for a test with a fake clock: the clock stands still until each request is answered. */
export class AwaitedJobSource implements FullJobSource {
  readonly name: string;
  readonly displayName: string;
  readonly limits: SourceLimits;
  readonly #api: FullJobSource;
  readonly #pending = new Set<Promise<unknown>>();

  constructor(api: FullJobSource) {
    this.#api = api;
    this.name = api.name;
    this.displayName = api.displayName;
    this.limits = api.limits;
  }

  /** As the clock's own, in steps of at most `stepMs`. */
  async advance(clock: FakeClock, byMs: number, stepMs = 500): Promise<void> {
    for (let leftMs = byMs; leftMs > 0; leftMs -= stepMs) {
      await clock.advance(Math.min(stepMs, leftMs));
      while (this.#pending.size > 0) await Promise.all(this.#pending);
      await clock.advance(0);
    }
  }

  recognise: JobSource["recognise"] = (text) => this.#api.recognise(text);
  toPublicId: JobSource["toPublicId"] = (jobId) => this.#api.toPublicId(jobId);
  pollJob: JobSource["pollJob"] = (...asked) => this.#wait(this.#api.pollJob(...asked));
  listJobs: FullJobSource["listJobs"] = (...asked) => this.#wait(this.#api.listJobs(...asked));
  retryJob: FullJobSource["retryJob"] = (...asked) => this.#wait(this.#api.retryJob(...asked));
  close = (): Promise<void> => this.#api.close();

  async #wait<T>(answer: Promise<T>): Promise<T> {
    this.#pending.add(answer);
    try {
      return await answer;
    } finally {
      this.#pending.delete(answer);
    }
  }
}

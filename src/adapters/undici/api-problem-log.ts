import { createLruCache } from "../../core/collections/lru-cache.ts";
import type { Logger } from "../../core/ports/logger.ts";

/** Status words remembered as logged; a bound, because an API could invent a new one in each answer. */
const MAX_WORDS_REMEMBERED = 1000;
/** Jobs whose latest problem is remembered. */
const MAX_JOBS_REMEMBERED = 10_000;

/** The result of a call. `reason` is an HTTP status or an error's code. */
export interface CallResult {
  readonly call: string;
  readonly jobId: string | undefined;
  readonly kind: string;
  readonly reason: string;
}

const PROBLEMS: ReadonlySet<string> = new Set(["unavailable", "not-understood", "unknown"]);

/**
 * Logs why a call has no answer, once for as long as that lasts, and each unknown status word once. A problem that all jobs
 * share is logged once, and one of a single job is not logged again each time another job is answered.
 */
export class ApiProblemLog {
  readonly #log: Logger;
  readonly #words = new Set<string>();
  /** The latest problem of each call. */
  readonly #problems = new Map<string, string>();
  /** The latest problem by call and job. */
  readonly #ofJobs = createLruCache<string>(MAX_JOBS_REMEMBERED);

  constructor(log: Logger) {
    this.#log = log;
  }

  note({ call, jobId, kind, reason }: CallResult): void {
    const isProblem = PROBLEMS.has(kind);
    if (!isProblem && this.#problems.size === 0 && this.#ofJobs.size === 0) return;
    const job = `${call} ${jobId ?? ""}`;
    const isKnown = this.#problems.get(call) === reason || this.#ofJobs.get(job) === reason;
    this.#ofJobs.delete(job);
    if (!isProblem) {
      this.#problems.delete(call);
      return;
    }
    const fields = { ...(call !== "job" && { call }), ...(jobId !== undefined && { jobId }) };
    if (!isKnown) this.#log.warn({ ...fields, kind, reason }, "api.troubled");
    this.#problems.set(call, reason);
    this.#ofJobs.set(job, reason);
  }

  noteUnknownStatus(jobId: string, status: string): void {
    if (this.#words.has(status) || this.#words.size >= MAX_WORDS_REMEMBERED) return;
    this.#words.add(status);
    this.#log.warn({ jobId, status }, "job.status_unknown");
  }
}

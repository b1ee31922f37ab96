import { LRUCache } from "lru-cache";
import type { Logger } from "../../core/ports/logger.ts";
import { isKnownStatus } from "./to-job.ts";

/** Status words remembered as logged; a bound, because an API could invent a new one in each answer. */
const MAX_WORDS_REMEMBERED = 1000;

/** The API's calls; each has problems of its own. */
export type ApiCall = "job" | "jobs" | "button";

/** Jobs whose latest problem is remembered. */
const MAX_JOBS_REMEMBERED = 10_000;

/** The result of a call. `reason` is an HTTP status or an error's code. */
export interface CallResult {
  readonly call: ApiCall;
  readonly fields: Readonly<Record<string, unknown>> & { readonly jobId?: string };
  readonly kind: string;
  readonly reason: string;
}

/**
 * Logs what only this adapter knows: unknown status words, and why a call has no answer, once for as long as that lasts.
 * A problem that all jobs share is logged once, and one of a single job is not logged again each time another job is
 * answered.
 */
export class SourceProblemLog {
  readonly #log: Logger;
  readonly #words = new Set<string>();
  readonly #problems = new Map<ApiCall, string>();
  /** By call and job. */
  readonly #ofJobs = new LRUCache<string, string>({ max: MAX_JOBS_REMEMBERED });

  constructor(log: Logger) {
    this.#log = log;
  }

  note({ call, fields, kind, reason }: CallResult): void {
    const isSourceProblem =
      kind === "unavailable" || kind === "not-understood" || kind === "unknown";
    const job = `${call} ${fields.jobId ?? ""}`;
    const isKnown = this.#problems.get(call) === reason || this.#ofJobs.get(job) === reason;
    this.#ofJobs.delete(job);
    if (!isSourceProblem) {
      this.#problems.delete(call);
      return;
    }
    if (!isKnown) this.#log.warn({ ...fields, kind, reason }, "api.troubled");
    this.#problems.set(call, reason);
    this.#ofJobs.set(job, reason);
  }

  noteStatus(jobId: string, status: string): void {
    if (isKnownStatus(status) || this.#words.has(status)) return;
    if (this.#words.size >= MAX_WORDS_REMEMBERED) return;
    this.#words.add(status);
    this.#log.warn({ jobId, status }, "job.status_unknown");
  }
}

import { LRUCache } from "lru-cache";
import type { Logger } from "../../core/ports/logger.ts";
import { isKnownStatus } from "./to-job.ts";

/** An API that makes up a new word at each answer shall not fill our memory. */
const MAX_WORDS_REMEMBERED = 1000;

/** The calls of the API, each with troubles of its own. */
export type ApiCall = "job" | "jobs" | "button";

/** Most jobs whose trouble is remembered. */
const MAX_JOBS_REMEMBERED = 10_000;

/** What came of a call, and `reason`: an HTTP status or an error's code. */
export interface CallResult {
  readonly call: ApiCall;
  readonly fields: Readonly<Record<string, unknown>> & { readonly jobId?: string };
  readonly kind: string;
  readonly reason: string;
}

/**
 * Logs what only this adapter knows: new words for a status, and why there is no answer, once for as long as it lasts.
 * A trouble that all jobs share is logged once; one of a single job is not logged again each time another job is
 * answered.
 */
export class SourceProblemLog {
  readonly #log: Logger;
  readonly #words = new Set<string>();
  readonly #troubles = new Map<ApiCall, string>();
  /** By call and job. */
  readonly #ofJobs = new LRUCache<string, string>({ max: MAX_JOBS_REMEMBERED });

  constructor(log: Logger) {
    this.#log = log;
  }

  note({ call, fields, kind, reason }: CallResult): void {
    const isSourceProblem =
      kind === "unavailable" || kind === "not-understood" || kind === "unknown";
    const job = `${call} ${fields.jobId ?? ""}`;
    const isKnown = this.#troubles.get(call) === reason || this.#ofJobs.get(job) === reason;
    this.#ofJobs.delete(job);
    if (!isSourceProblem) {
      this.#troubles.delete(call);
      return;
    }
    if (!isKnown) this.#log.warn({ ...fields, kind, reason }, "api.troubled");
    this.#troubles.set(call, reason);
    this.#ofJobs.set(job, reason);
  }

  noteStatus(jobId: string, status: string): void {
    if (isKnownStatus(status) || this.#words.has(status)) return;
    if (this.#words.size >= MAX_WORDS_REMEMBERED) return;
    this.#words.add(status);
    this.#log.warn({ jobId, status }, "job.status_unknown");
  }
}

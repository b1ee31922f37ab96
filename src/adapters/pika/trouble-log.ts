import type { Logger } from "../../core/ports.ts";
import { isKnownStatus } from "./to-job.ts";

/** An API that makes up a new word at each answer shall not fill our memory. */
const MAX_WORDS_REMEMBERED = 1000;

/** The calls of the API, each with troubles of its own. */
export type ApiCall = "job" | "jobs" | "button";

/** What came of a call, and `reason`: an HTTP status or an error's code. */
export interface CallResult {
  readonly call: ApiCall;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly reason: string;
}

/** Logs what nobody else can tell: new words for a status, and why there is no answer, once for as long as it lasts. */
export class TroubleLog {
  readonly #log: Logger;
  readonly #words = new Set<string>();
  readonly #troubles = new Map<ApiCall, string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  note({ call, fields, kind, reason }: CallResult): void {
    const isTrouble = kind === "unavailable" || kind === "not-understood" || kind === "unknown";
    if (!isTrouble) {
      this.#troubles.delete(call);
      return;
    }
    if (this.#troubles.get(call) !== reason) {
      this.#log.warn({ ...fields, kind, reason }, "api.troubled");
    }
    this.#troubles.set(call, reason);
  }

  noteStatus(jobId: string, status: string): void {
    if (isKnownStatus(status) || this.#words.has(status)) return;
    if (this.#words.size >= MAX_WORDS_REMEMBERED) return;
    this.#words.add(status);
    this.#log.warn({ jobId, status }, "job.status_unknown");
  }
}

import type { JobListReading, JobReading, Trouble } from "./job.ts";

/** While an API refuses us, it is asked this often: one probe a minute over all jobs. */
const PROBE_INTERVAL_MS = 60_000;
/** A 429 without `Retry-After`: the API's page asks for at least 10 s between questions. */
const DEFAULT_HOLD_MS = 10_000;
/** Longest `Retry-After` believed, so that a nonsense value cannot silence the relay for days. */
const MAX_HOLD_MS = 3_600_000;

/** Whether a poll may start; otherwise why not, and for how long. */
export type Admission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly waitMs: number; readonly trouble: Trouble };

/**
 * The breaker in front of one job API. A 401 or 402 concerns every job alike, so polling slows to one probe a minute
 * until the API accepts us again; a 429 or `Retry-After` holds all polls for as long as it says. Times are monotonic
 * milliseconds.
 */
export class ApiGate {
  #refusal: { trouble: Trouble; probeAtMs: number } | undefined;
  #hold: { trouble: Trouble; untilMs: number } | undefined;

  /** What keeps polls waiting at `nowMs`, without using up a probe. */
  blockedBy(nowMs: number): Trouble | undefined {
    if (this.#hold && nowMs < this.#hold.untilMs) return this.#hold.trouble;
    return this.#refusal?.trouble;
  }

  /** Asks to start a poll now. Admission of a probe closes the gate behind it for a minute. */
  admit(nowMs: number): Admission {
    if (this.#hold && nowMs < this.#hold.untilMs)
      return { admitted: false, waitMs: this.#hold.untilMs - nowMs, trouble: this.#hold.trouble };
    this.#hold = undefined;
    if (!this.#refusal) return { admitted: true };
    const waitMs = this.#refusal.probeAtMs - nowMs;
    if (waitMs > 0) return { admitted: false, waitMs, trouble: this.#refusal.trouble };
    this.#refusal.probeAtMs = nowMs + PROBE_INTERVAL_MS;
    return { admitted: true };
  }

  /** Learns from an answer. Tells when the API begins to refuse us, or accepts us again. */
  record(reading: JobReading | JobListReading, nowMs: number): "refused" | "accepted" | undefined {
    switch (reading.kind) {
      case "unauthorised":
      case "no-subscription": {
        const began = this.#refusal === undefined;
        this.#refusal = { trouble: reading, probeAtMs: nowMs + PROBE_INTERVAL_MS };
        return began ? "refused" : undefined;
      }
      case "rate-limited":
        this.#holdFor(reading, { nowMs, delayMs: reading.retryAfterMs ?? DEFAULT_HOLD_MS });
        return undefined;
      case "unavailable":
        if (reading.retryAfterMs !== undefined)
          this.#holdFor(reading, { nowMs, delayMs: reading.retryAfterMs });
        return undefined;
      case "not-understood":
        return undefined;
      case "job":
      case "jobs":
      case "not-found": {
        const ended = this.#refusal !== undefined;
        this.#refusal = undefined;
        return ended ? "accepted" : undefined;
      }
    }
  }

  #holdFor(trouble: Trouble, { nowMs, delayMs }: { nowMs: number; delayMs: number }): void {
    const untilMs = nowMs + Math.min(delayMs, MAX_HOLD_MS);
    if (!this.#hold || untilMs > this.#hold.untilMs) this.#hold = { trouble, untilMs };
  }
}

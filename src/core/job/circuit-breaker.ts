import { LRUCache } from "lru-cache";
import type { JobListResult, PollResult, RetryRequestResult, SourceProblem } from "./job.ts";

/** While an API refuses us, it is asked this often: one probe a minute over all jobs. */
const PROBE_INTERVAL_MS = 60_000;
/** A 429 without `Retry-After`: the API's page asks for at least 10 s between questions. */
const DEFAULT_HOLD_MS = 10_000;
/** Longest `Retry-After` believed, so that a nonsense value cannot silence the relay for days. */
const MAX_HOLD_MS = 3_600_000;
/** Different askers that have to be refused in a row before the account counts as refused: a single refusal may concern one asker alone. */
const WITNESSES = 2;
/** Who asks for the list of the account's jobs: no id is in the question, so refused twice in a row it is two witnesses. */
export const LIST_ASKER = "list";
/** Most askers that are remembered as refused by themselves. */
const MAX_DOUBTED = 10_000;

/** What a {@link CircuitBreaker} learned from an answer. */
export type CircuitChange =
  /** From now on the account counts as refused. */
  | "refused"
  /** The account is accepted again. */
  | "accepted"
  /** One asker alone is refused, for the first time since it was answered last. */
  | "suspected";

/** An answer, its asker (a job, or the list), and when it came. */
export interface Answered {
  readonly pollResult: PollResult | JobListResult | RetryRequestResult;
  readonly asker: string;
  readonly nowMs: number;
}

/**
 * The breaker in front of one job API. A refused account (401, 402) concerns every job, so polling slows to one probe a
 * minute until the API accepts us again. It takes two different askers in a row, because a firewall in front of the API
 * may refuse one job for its id alone; or the list alone, twice. An asker that was refused while others were answered
 * does not count until it is answered itself. A 429 or `Retry-After` holds back all requests for as long as it says.
 * Times are monotonic milliseconds.
 */
export class CircuitBreaker {
  #refusal: { trouble: SourceProblem; probeAtMs: number } | undefined;
  #hold: { trouble: SourceProblem; untilMs: number } | undefined;
  /** Askers refused since the last answer. */
  #suspects = new Set<string>();
  /** Askers refused although others were answered. */
  readonly #doubted = new LRUCache<string, true>({ max: MAX_DOUBTED });

  /** Whether the account counts as refused, so that the next request is a probe. */
  get isRefused(): boolean {
    return this.#refusal !== undefined;
  }

  /** What keeps requests waiting at `nowMs`, probes aside. */
  blockedBy(nowMs: number): SourceProblem | undefined {
    return this.#holdAt(nowMs)?.trouble ?? this.#refusal?.trouble;
  }

  /** How long a request has to wait at `nowMs`; 0: it may start, as a probe where the account is refused. */
  waitMs(nowMs: number): number {
    const hold = this.#holdAt(nowMs);
    if (hold) return hold.untilMs - nowMs;
    return Math.max((this.#refusal?.probeAtMs ?? nowMs) - nowMs, 0);
  }

  /** Makes a probe due at once: an asker is ready that can show whether it is the account. */
  probeNow(nowMs: number): void {
    if (this.#refusal) this.#refusal.probeAtMs = nowMs;
  }

  /** A request starts now. The start of a probe lets no other through for a minute. */
  begin(nowMs: number): void {
    if (this.#refusal) this.#refusal.probeAtMs = nowMs + PROBE_INTERVAL_MS;
  }

  /** Learns from an answer, and tells what changed by it. */
  record({ pollResult, asker, nowMs }: Answered): CircuitChange | undefined {
    switch (pollResult.kind) {
      case "unauthorised":
      case "no-subscription":
        return this.#refuse(pollResult, asker, nowMs);
      case "rate-limited":
        this.#holdFor(pollResult, { nowMs, delayMs: pollResult.retryAfterMs ?? DEFAULT_HOLD_MS });
        return undefined;
      case "unavailable":
        if (pollResult.retryAfterMs !== undefined)
          this.#holdFor(pollResult, { nowMs, delayMs: pollResult.retryAfterMs });
        return undefined;
      case "not-understood":
      case "unknown":
        return undefined;
      default:
        return this.#accept(asker);
    }
  }

  #refuse(trouble: SourceProblem, asker: string, nowMs: number): CircuitChange | undefined {
    const isNew = !this.#suspects.has(asker) && !this.#doubted.has(asker);
    const isListAgain = asker === LIST_ASKER && !isNew && !this.#doubted.has(asker);
    this.#suspects.add(asker);
    const suspects = [...this.#suspects].filter((each) => !this.#doubted.has(each));
    const witnesses = isListAgain ? WITNESSES : suspects.length;
    const began = this.#refusal === undefined;
    if (began && witnesses < WITNESSES) return isNew ? "suspected" : undefined;
    this.#refusal = { trouble, probeAtMs: nowMs + PROBE_INTERVAL_MS };
    return began ? "refused" : undefined;
  }

  #accept(asker: string): CircuitChange | undefined {
    for (const suspect of this.#suspects) this.#doubted.set(suspect, true);
    this.#doubted.delete(asker);
    this.#suspects = new Set();
    const ended = this.#refusal !== undefined;
    this.#refusal = undefined;
    return ended ? "accepted" : undefined;
  }

  #holdAt(nowMs: number): { trouble: SourceProblem; untilMs: number } | undefined {
    return this.#hold && nowMs < this.#hold.untilMs ? this.#hold : undefined;
  }

  #holdFor(trouble: SourceProblem, { nowMs, delayMs }: { nowMs: number; delayMs: number }): void {
    const untilMs = nowMs + Math.min(delayMs, MAX_HOLD_MS);
    if (!this.#hold || untilMs > this.#hold.untilMs) this.#hold = { trouble, untilMs };
  }
}

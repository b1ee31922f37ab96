import { createLruCache } from "../collections/lru-cache.ts";
import {
  SOURCE_PROBLEM_KINDS,
  type CancelRequestResult,
  type JobListResult,
  type PollResult,
  type RetryRequestResult,
  type SourceProblem,
  type SourceProblemKind,
} from "./job.ts";

/** While the API refuses the account, the relay sends one probe a minute, over all jobs. */
const PROBE_INTERVAL_MS = 60_000;
/** The wait after a 429 without `Retry-After`: the API's documentation asks for at least 10 s between requests. */
const DEFAULT_HOLD_MS = 10_000;
/** Longest `Retry-After` that is honoured, so that a nonsensical value cannot silence the relay for days. */
const MAX_HOLD_MS = 3_600_000;
/** Different subjects that have to be refused in a row before the account counts as refused: one refusal may concern its subject alone. */
const REFUSALS_TO_OPEN = 2;
/** The subject of a request for the account's list. It has no job id, so two refusals in a row count like those of two jobs. */
export const LIST_SUBJECT = "list";
/** Different subjects whose requests have to fail in a row before the API counts as out: one may fail alone. */
const FAILURES_TO_BE_OUT = 2;
/** Most subjects remembered as refused, or as failing, on their own account. */
const MAX_DOUBTED = 10_000;

/** What changed in a {@link CircuitBreaker} because of an answer. */
export type CircuitChange =
  /** From now on the account counts as refused. */
  | "refused"
  /** The account is accepted again. */
  | "accepted"
  /** A single subject is refused, for the first time since its last proper answer. */
  | "suspected";

/** The API has given every request a problem for a while, whatever it was about. */
export interface Outage {
  /** The latest problem. */
  readonly kind: SourceProblemKind;
  /** When the first request failed. */
  readonly sinceMs: number;
  /** When the latest request failed. */
  readonly lastMs: number;
}

/** See {@link CircuitBreaker.health}. */
export type SourceHealth = "unknown" | "answering" | "out";

/** What has failed since the last proper answer. */
interface Failing extends Outage {
  readonly subjects: Set<string>;
  /** Whether it is the API that fails, not only some of its jobs. It stays so until a proper answer. */
  readonly isOut: boolean;
}

/** An answer, the subject of its request (a job, or the list), and when it came. */
export interface Answered {
  readonly pollResult: PollResult | JobListResult | RetryRequestResult | CancelRequestResult;
  readonly subject: string;
  readonly nowMs: number;
}

/**
 * The circuit breaker in front of one job API. A refused account (401, 402) affects every job, so polling slows to one probe
 * a minute until the API accepts the account again. The breaker opens when two different subjects are refused in a row,
 * because a firewall in front of the API may refuse a single job for its id; or when the list is refused twice in a row. A
 * subject that was refused while others were answered does not count until it is answered itself. A 429 or `Retry-After`
 * holds back all requests for as long as it says.
 *
 * The API is out when it is refused or holds back all requests, or when two different subjects get no proper answer. As
 * above, one that fails while others are answered does not count. Times are monotonic milliseconds.
 */
export class CircuitBreaker {
  #refusal: { problem: SourceProblem; probeAtMs: number } | undefined;
  #hold: { problem: SourceProblem; untilMs: number } | undefined;
  /** Subjects refused since the last proper answer. */
  #suspects = new Set<string>();
  /** Subjects refused while others were answered. */
  readonly #doubted = createLruCache<true>(MAX_DOUBTED);
  #failing: Failing | undefined;
  /** Subjects that failed while others were answered. */
  readonly #failingAlone = createLruCache<true>(MAX_DOUBTED);
  #hasAnswered = false;

  /** Whether the account counts as refused, so that the next request is a probe. */
  get isRefused(): boolean {
    return this.#refusal !== undefined;
  }

  /** Since when the API gives no proper answer, and why; `undefined` if it is not out, as far as is known. */
  get outage(): Outage | undefined {
    return this.#failing?.isOut ? this.#failing : undefined;
  }

  /** Whether the API is out, or has given a proper answer; `unknown` before there is any evidence. */
  get health(): SourceHealth {
    if (this.outage) return "out";
    return this.#hasAnswered ? "answering" : "unknown";
  }

  /** The problem that holds requests back at `nowMs`, except for probes. */
  blockedBy(nowMs: number): SourceProblem | undefined {
    return this.#holdAt(nowMs)?.problem ?? this.#refusal?.problem;
  }

  /** How long a request has to wait at `nowMs`. 0: it may start; while the account is refused, it is a probe. */
  waitMs(nowMs: number): number {
    const hold = this.#holdAt(nowMs);
    if (hold) return hold.untilMs - nowMs;
    return Math.max((this.#refusal?.probeAtMs ?? nowMs) - nowMs, 0);
  }

  /** Makes a probe due at once, for a subject that can show whether the whole account is refused. */
  probeNow(nowMs: number): void {
    if (this.#refusal) this.#refusal.probeAtMs = nowMs;
  }

  /** A request starts now. After a probe no other request may start for a minute. */
  begin(nowMs: number): void {
    if (this.#refusal) this.#refusal.probeAtMs = nowMs + PROBE_INTERVAL_MS;
  }

  /** Takes an answer into account, and returns what it changed. */
  record(answered: Answered): CircuitChange | undefined {
    const change = this.#guard(answered);
    this.#noteHealth(answered);
    return change;
  }

  #guard({ pollResult, subject, nowMs }: Answered): CircuitChange | undefined {
    switch (pollResult.kind) {
      case "unauthorised":
      case "no-subscription":
        return this.#refuse(pollResult, subject, nowMs);
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
        return this.#accept(subject);
    }
  }

  #refuse(problem: SourceProblem, subject: string, nowMs: number): CircuitChange | undefined {
    const isNew = !this.#suspects.has(subject) && !this.#doubted.has(subject);
    const isListAgain = subject === LIST_SUBJECT && !isNew && !this.#doubted.has(subject);
    this.#suspects.add(subject);
    const suspects = [...this.#suspects].filter((each) => !this.#doubted.has(each));
    const refusals = isListAgain ? REFUSALS_TO_OPEN : suspects.length;
    const began = this.#refusal === undefined;
    if (began && refusals < REFUSALS_TO_OPEN) return isNew ? "suspected" : undefined;
    this.#refusal = { problem, probeAtMs: nowMs + PROBE_INTERVAL_MS };
    return began ? "refused" : undefined;
  }

  #accept(subject: string): CircuitChange | undefined {
    for (const suspect of this.#suspects) this.#doubted.set(suspect, true);
    this.#doubted.delete(subject);
    this.#suspects = new Set();
    const ended = this.#refusal !== undefined;
    this.#refusal = undefined;
    return ended ? "accepted" : undefined;
  }

  #noteHealth({ pollResult, subject, nowMs }: Answered): void {
    const { kind } = pollResult;
    if (kind === "unknown") return;
    if (!isProblem(kind)) {
      for (const each of this.#failing?.subjects ?? []) this.#failingAlone.set(each, true);
      this.#failingAlone.delete(subject);
      this.#failing = undefined;
      this.#hasAnswered = true;
      return;
    }
    const isBlocked = this.blockedBy(nowMs) !== undefined;
    if (this.#failingAlone.has(subject) && !isBlocked) return;
    const { sinceMs = nowMs, subjects = new Set<string>(), isOut = false } = this.#failing ?? {};
    subjects.add(subject);
    const isOutNow = isOut || isBlocked || subjects.size >= FAILURES_TO_BE_OUT;
    this.#failing = { kind, sinceMs, lastMs: nowMs, subjects, isOut: isOutNow };
  }

  #holdAt(nowMs: number): { problem: SourceProblem; untilMs: number } | undefined {
    return this.#hold && nowMs < this.#hold.untilMs ? this.#hold : undefined;
  }

  #holdFor(problem: SourceProblem, { nowMs, delayMs }: { nowMs: number; delayMs: number }): void {
    const untilMs = nowMs + Math.min(delayMs, MAX_HOLD_MS);
    if (!this.#hold || untilMs > this.#hold.untilMs) this.#hold = { problem, untilMs };
  }
}

const PROBLEMS: ReadonlySet<string> = new Set(SOURCE_PROBLEM_KINDS);
const isProblem = (kind: Answered["pollResult"]["kind"]): kind is SourceProblemKind =>
  PROBLEMS.has(kind);

import { LRUCache } from "lru-cache";
import type { Clock } from "./ports/clock.ts";
import type { Logger } from "./ports/logger.ts";

/** Failures remembered at once; beyond that the one that failed longest ago is logged anew. */
const MAX_REMEMBERED = 10_000;

/** Jitter can make twice a wait a little less than that. */
const NEARLY_DOUBLE = 1.8;

/** When something was logged: how long it had been failing by then, and the wait before the next attempt. */
interface Logged {
  readonly waitedMs: number;
  readonly delayMs: number;
}

/** A failure that goes on: since when, and what was logged of it. */
interface OngoingFailure {
  readonly sinceMs: number;
  readonly attempts: number;
  /** The latest, by event and error. */
  readonly logged: ReadonlyMap<string, Logged>;
}

/** What it took until something worked; empty if it worked at once. */
export interface Overcome {
  readonly attempts?: number;
  /** From the first failure on, in milliseconds. */
  readonly troubleMs?: number;
}

/**
 * Logs repeated attempts without a line for each: the first failure, then each time the wait has doubled (the total, or
 * the one before the next attempt, `delayMs`), and any failure of a new kind. {@link AttemptLog.over} returns what it
 * took, for the line of a success.
 */
export class AttemptLog {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #troubles = new LRUCache<string, OngoingFailure>({ max: MAX_REMEMBERED });

  constructor({ clock, log }: { clock: Clock; log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** An attempt at `key` failed. */
  failed(
    key: string,
    fields: Record<string, unknown> & { readonly err?: unknown; readonly delayMs?: number },
    { event, level = "warn" }: { event: string; level?: "warn" | "error" },
  ): void {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#troubles.get(key) ?? {
      sinceMs: nowMs,
      attempts: 0,
      logged: new Map<string, Logged>(),
    };
    const waitedMs = nowMs - known.sinceMs;
    const kind = `${event} ${codeOf(fields.err)}`;
    const now = { waitedMs, delayMs: fields.delayMs ?? 0 };
    const last = known.logged.get(kind);
    const isDue =
      !last ||
      (waitedMs > 0 && waitedMs >= 2 * last.waitedMs) ||
      (now.delayMs > 0 && now.delayMs >= NEARLY_DOUBLE * last.delayMs);
    this.#troubles.set(key, {
      ...known,
      attempts: known.attempts + 1,
      ...(isDue && { logged: new Map(known.logged).set(kind, now) }),
    });
    if (isDue) this.#log[level](fields, event);
  }

  /** It worked, or is given up; the result is for the line that says so. */
  over(key: string): Overcome {
    const trouble = this.#troubles.get(key);
    if (!trouble) return {};
    this.#troubles.delete(key);
    const troubleMs = this.#clock.monotonicMs() - trouble.sinceMs;
    return { attempts: trouble.attempts + 1, troubleMs };
  }
}

function codeOf(err: unknown): string {
  if (!(err instanceof Error)) return "";
  const { code } = err as { code?: unknown };
  return typeof code === "string" || typeof code === "number" ? `${err.name} ${code}` : err.name;
}

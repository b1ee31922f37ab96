import type { LRUCache } from "lru-cache";
import { createLruCache } from "./collections/lru-cache.ts";
import type { Clock } from "./ports/clock.ts";
import type { Logger } from "./ports/logger.ts";

/** Most failures remembered at once; beyond that, the one that failed least recently is forgotten and logged again. */
const MAX_REMEMBERED = 10_000;

/** Because of jitter, a doubled wait may be slightly less than twice as long. */
const NEARLY_DOUBLE = 1.8;

/** The state of a failure when it was last logged: how long it had lasted, and the wait before the next attempt. */
interface Logged {
  readonly waitedMs: number;
  readonly delayMs: number;
}

/** A failure that has not been overcome yet: when it began, and what was logged about it. */
interface OngoingFailure {
  readonly sinceMs: number;
  readonly attempts: number;
  /** The latest log entry for each event and error. */
  readonly logged: ReadonlyMap<string, Logged>;
}

/** How much it took until something worked; empty if the first attempt worked. */
export interface Overcome {
  readonly attempts?: number;
  /** Milliseconds since the first failure. */
  readonly troubleMs?: number;
}

/**
 * Logs repeated attempts without a line for each: the first failure, every failure of a new kind, and then one each time
 * the wait has doubled (the total wait, or `delayMs`, the one before the next attempt). {@link AttemptLog.over} returns how
 * much it took, for the log line of the success.
 */
export class AttemptLog {
  readonly #clock: Clock;
  readonly #log: Logger;
  /** Created with the first failure: it takes its memory at once, and each partition has several of these logs. */
  #failures: LRUCache<string, OngoingFailure> | undefined;

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
    this.#failures ??= createLruCache(MAX_REMEMBERED);
    const known = this.#failures.get(key) ?? {
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
    this.#failures.set(key, {
      ...known,
      attempts: known.attempts + 1,
      ...(isDue && { logged: new Map(known.logged).set(kind, now) }),
    });
    if (isDue) this.#log[level](fields, event);
  }

  /** It worked, or was given up. Returns what belongs in the log line that says so. */
  over(key: string): Overcome {
    const failure = this.#failures?.get(key);
    if (!failure) return {};
    this.#failures?.delete(key);
    const troubleMs = this.#clock.monotonicMs() - failure.sinceMs;
    return { attempts: failure.attempts + 1, troubleMs };
  }
}

function codeOf(err: unknown): string {
  if (!(err instanceof Error)) return "";
  const { code } = err as { code?: unknown };
  return typeof code === "string" || typeof code === "number" ? `${err.name} ${code}` : err.name;
}

import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { ExpiringMap } from "../time/expiring-map.ts";

/** A reason is logged once in this time, in milliseconds. */
const EVERY_MS = 10 * 60_000;
/** Most reasons remembered at once; beyond that, the one that was logged first is forgotten and logged again. */
const MAX_REMEMBERED = 100;

/** Logs what is wrong with requests, each reason once in ten minutes: anyone can send requests. */
export class RequestWarnings {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #logged = new ExpiringMap<true>(EVERY_MS, MAX_REMEMBERED);

  constructor({ clock, log }: { clock: Clock; log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** A request was refused, or failed, for a reason. */
  warn(reason: string, fields: Readonly<Record<string, unknown>>, event: string): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#logged.get(reason, nowMs)) return;
    this.#logged.set(reason, true, nowMs);
    this.#log.warn(fields, event);
  }
}

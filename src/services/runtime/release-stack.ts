import { RelayError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";

/** A release that does not end within this after it was told to hurry is abandoned, so that the next ones get their turn. */
const LINGER_MS = 250;

/** How one thing is released. */
interface Release {
  readonly name: string;
  /** When it is told to hurry, in milliseconds from the beginning of the whole release. */
  readonly byMs: number;
  /** Its signal aborts then: what is still under way is broken off. */
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

/**
 * Releases what was acquired in reverse: last in, first out, always all of it, each within its time. An error is logged
 * and does not stop the others.
 */
export class ReleaseStack {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stack: Release[] = [];
  #released: Promise<unknown> | undefined;

  constructor({ clock, log }: { clock: Clock; log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Notes how something is released, before it is acquired: a failure may leave it half acquired. */
  push(release: Release): void {
    this.#stack.push(release);
  }

  /** Releases everything once, what is pushed meanwhile included; hurries when `signal` aborts. The first error, or `undefined`. */
  async releaseAll(signal?: AbortSignal): Promise<unknown> {
    this.#released ??= this.#releaseAll(signal);
    return this.#released;
  }

  async #releaseAll(signal: AbortSignal | undefined): Promise<unknown> {
    const beganAtMs = this.#clock.monotonicMs();
    const errors: unknown[] = [];
    for (let next = this.#stack.pop(); next; next = this.#stack.pop()) {
      const leftMs = Math.max(next.byMs - (this.#clock.monotonicMs() - beganAtMs), 0);
      try {
        await this.#release(next, { leftMs, signal });
      } catch (error) {
        errors.push(error);
        this.#log.error({ part: next.name, err: error }, "relay.stop_failed");
      }
    }
    return errors[0];
  }

  async #release(
    { name, run }: Release,
    { leftMs, signal }: { leftMs: number; signal: AbortSignal | undefined },
  ): Promise<void> {
    const hurry = new AbortController();
    const late = Promise.withResolvers<"late">();
    let cancelLinger: (() => void) | undefined;
    const onHurry = (): void => {
      if (hurry.signal.aborted) return;
      hurry.abort();
      cancelLinger = this.#clock.setTimer(LINGER_MS, () => late.resolve("late"));
    };
    const cancel = this.#clock.setTimer(leftMs, onHurry);
    signal?.addEventListener("abort", onHurry, { once: true });
    if (signal?.aborted) onHurry();
    try {
      const released = run(hurry.signal).then(() => "released" as const);
      // Should it fail after it was left behind, nobody is waiting for it any more.
      released.catch(() => {});
      if ((await Promise.race([released, late.promise])) === "late")
        throw new RelayError("stop_overdue", `${name} did not end in time`);
    } finally {
      cancel();
      cancelLinger?.();
      signal?.removeEventListener("abort", onHurry);
    }
  }
}

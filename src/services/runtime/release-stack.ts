import { RelayError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { Logger } from "../../core/ports/logger.ts";

/** How long a release may go on after its signal aborted, in milliseconds. Then it is abandoned, and the next one runs. */
const LINGER_MS = 250;

/** How one resource is released. */
interface Release {
  /** Names it in the log. */
  readonly name: string;
  /** When its signal aborts, in milliseconds from the beginning of {@link ReleaseStack.releaseAll}. */
  readonly byMs: number;
  /** Releases it. When `signal` aborts, it should abort the work that is left. */
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

/**
 * Releases resources in reverse order of their acquisition, always all of them, each within its time. An error is logged and
 * does not skip the others.
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

  /** Adds a release. Call it before the resource is acquired: a failure may leave it half acquired. */
  push(release: Release): void {
    this.#stack.push(release);
  }

  /**
   * Releases everything once, including what is pushed meanwhile. `signal` aborts all releases early. Resolves with the first
   * error, or `undefined`; never rejects.
   */
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
      // If it fails after it was abandoned, nothing else handles the rejection.
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

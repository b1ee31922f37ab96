import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../core/ports/clock.ts";
import { succeedsWithin } from "../../../core/time/succeeds-within.ts";
import { withTimeout } from "../../../core/time/with-timeout.ts";

/** How often the lock is renewed. */
const RENEW_EVERY_MS = 1_000;
/** How long a renewal may take. */
const ANSWER_TIMEOUT_MS = 2_000;

/** How long the lock is held after a renewal, in milliseconds. The server keeps it at least that long. */
export const LOCK_TTL_MS = 5_000;

/** Options of {@link LockKeeper}. */
export interface LockKeeperOptions {
  /** Takes the lock, or renews it. Resolves with `false` if another process has it, and rejects if that is unknown. */
  readonly renew: () => Promise<boolean>;
  /** Gives the lock back. */
  readonly release: () => Promise<void>;
  /** The server did not answer `renew` in time: the connection may be dead. */
  readonly onSilence: () => void;
  readonly clock: Clock;
}

/**
 * Holds a store on a server for this process, or for those that share it, so that no other relay works on the same follows.
 * While another process has the lock, or if it is unknown who has it, {@link ensure} refuses every call.
 */
export class LockKeeper {
  readonly #options: LockKeeperOptions;
  /** In monotonic milliseconds. */
  #heldUntil = 0;
  #cancelRenewal: (() => void) | undefined;
  /** Whether the server did not answer the last renewal. */
  #isSilent = false;
  #renewing: Promise<boolean> | undefined;

  constructor(options: LockKeeperOptions) {
    this.#options = options;
  }

  /** Tries to take the lock for `patienceMs`, and holds it from then on. Resolves with whether it has it. */
  async acquire(patienceMs: number): Promise<boolean> {
    const { clock } = this.#options;
    const isHeld = await succeedsWithin(() => this.#renew(), { clock, patienceMs });
    if (isHeld) this.#schedule();
    return isHeld;
  }

  /** Resolves at once while the lock is held. Else tries to take it, and rejects if it cannot. */
  async ensure(): Promise<void> {
    if (this.#options.clock.monotonicMs() < this.#heldUntil) return;
    // People wait for the answer: not every call tries again. The renewal in the background does.
    if (this.#isSilent) throw new Error("the server does not answer");
    // A process that was suspended, or busy for seconds, has only to renew the lock.
    if (await this.#renew()) return;
    throw new Error("another process has taken the store");
  }

  /** The lock is lost; it is taken again at the next renewal. */
  lose(): void {
    this.#heldUntil = 0;
  }

  async release(): Promise<void> {
    this.#cancelRenewal?.();
    this.#cancelRenewal = undefined;
    this.lose();
    await this.#inTime(this.#options.release()).catch(() => {});
  }

  #schedule(): void {
    const renew = async (): Promise<void> => {
      try {
        if (!(await this.#renew())) this.lose();
      } catch {
        if (this.#isSilent) this.#options.onSilence();
      }
      // Not after a release.
      if (this.#cancelRenewal === cancel) this.#schedule();
    };
    const cancel = this.#options.clock.setTimer(RENEW_EVERY_MS, () => void renew());
    this.#cancelRenewal = cancel;
  }

  /** One at a time. */
  #renew(): Promise<boolean> {
    this.#renewing ??= this.#renewNow().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewNow(): Promise<boolean> {
    const sentAt = this.#options.clock.monotonicMs();
    try {
      const isHeld = await this.#inTime(this.#options.renew());
      if (isHeld) this.#heldUntil = sentAt + LOCK_TTL_MS;
      this.#isSilent = false;
      return isHeld;
    } catch (error) {
      this.#isSilent = error instanceof SilenceError;
      throw error;
    }
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    const fallback = async (): Promise<never> => {
      // If this process was busy, the answer may be there and only not read yet.
      await setImmediate();
      throw new SilenceError(`no answer in ${ANSWER_TIMEOUT_MS} ms`);
    };
    const { clock } = this.#options;
    return withTimeout(answer, { clock, timeoutMs: ANSWER_TIMEOUT_MS, fallback });
  }
}

class SilenceError extends Error {}

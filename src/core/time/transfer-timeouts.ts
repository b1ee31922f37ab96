import { MediaError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";

/** Options of {@link TransferTimeouts}. */
export interface TransferTimeoutsOptions {
  readonly clock: Clock;
  /** Longest time for the whole transfer, in milliseconds. */
  readonly deadlineMs: number;
  /** Longest time without a byte, in milliseconds. */
  readonly stallMs: number;
  /** The caller's: the transfer ends when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Ends a download or an upload that takes too long, stalls or is no longer wanted. There are two timers, because a drip of one byte at a
 * time never stalls, and a long file must not be cut off while it flows.
 */
export class TransferTimeouts {
  readonly #options: TransferTimeoutsOptions;
  readonly #controller = new AbortController();
  readonly #cancelDeadline: () => void;
  #cancelStall: () => void;

  constructor(options: TransferTimeoutsOptions) {
    const { clock, deadlineMs, signal } = options;
    this.#options = options;
    this.#cancelDeadline = clock.setTimer(deadlineMs, () => this.#end("took too long"));
    this.#cancelStall = this.#startStallTimer();
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (signal?.aborted) this.#onAbort();
  }

  /** Aborts when the transfer must end; its reason is a MediaError. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Bytes have moved: the time until a stall starts again. */
  progress(): void {
    this.#cancelStall();
    this.#cancelStall = this.#startStallTimer();
  }

  /** Cancels the timers and removes the listener from the caller's signal. */
  stop(): void {
    this.#cancelDeadline();
    this.#cancelStall();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (): void => this.#end("was stopped", this.#options.signal?.reason);

  #startStallTimer(): () => void {
    const { clock, stallMs } = this.#options;
    return clock.setTimer(stallMs, () => this.#end("stood still"));
  }

  #end(what: string, cause?: unknown): void {
    this.#controller.abort(new MediaError("unavailable", `the transfer ${what}`, { cause }));
  }
}

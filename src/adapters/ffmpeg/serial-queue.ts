import { RelayError } from "../../core/errors.ts";

/** Runs one task at a time, in the order they came; whoever waits may leave. */
export class SerialQueue {
  readonly #maxWaiting: number;
  #last: Promise<void> = Promise.resolve();
  #inside = 0;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Runs `task` after all earlier ones, however they ended. Rejects with the reason of `signal` when that aborts before it
   * is its turn (from then on it is the task's business), and with a RelayError where too many wait already.
   */
  async run<T>(task: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    if (this.#inside > this.#maxWaiting)
      throw new RelayError("queue_full", `${this.#maxWaiting} wait already`);
    const done = Promise.withResolvers<void>();
    const before = this.#last;
    // Chained: one that leaves early must not let the next in while an earlier one still runs.
    this.#last = before.then(() => done.promise);
    this.#inside += 1;
    try {
      await unlessAborted(before, signal);
      return await task();
    } finally {
      this.#inside -= 1;
      done.resolve();
    }
  }
}

async function unlessAborted(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([turn, aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

/** What a {@link ConcurrencyLimit} holds back: a task that waits its turn. */
interface Waiting {
  enter(): void;
  leave(): void;
}

/**
 * Runs a limited number of tasks at once, in the order they came. Kept by hand: p-limit 7.3.3 and async-mutex 0.5.0 cannot
 * abort one waiting task, and p-queue 10.0.0 takes a running task for ended as soon as its signal aborts.
 */
export class ConcurrencyLimit {
  readonly #width: number;
  readonly #waiting = new Set<Waiting>();
  #inside = 0;
  #isClosed = false;

  constructor(width: number) {
    this.#width = width;
  }

  /** Runs `task` when it is its turn; `undefined` if the limit closes or `signal` aborts before that. */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.#enter(signal))) return undefined;
    try {
      return await task();
    } finally {
      this.#inside -= 1;
      this.#admit();
    }
  }

  /** Lets tasks in (again). */
  open(): void {
    this.#isClosed = false;
  }

  /** Turns waiting and new tasks away until it is opened; running ones go on. */
  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#waiting) waiting.leave();
  }

  async #enter(signal: AbortSignal): Promise<boolean> {
    if (this.#isClosed || signal.aborted) return false;
    if (this.#inside < this.#width) {
      this.#inside += 1;
      return true;
    }
    const turn = Promise.withResolvers<boolean>();
    const leave = (): void => {
      this.#waiting.delete(waiting);
      turn.resolve(false);
    };
    const waiting: Waiting = { enter: () => turn.resolve(true), leave };
    this.#waiting.add(waiting);
    signal.addEventListener("abort", leave, { once: true });
    const entered = await turn.promise;
    signal.removeEventListener("abort", leave);
    return entered;
  }

  #admit(): void {
    const [next] = this.#waiting;
    if (!next || this.#inside >= this.#width) return;
    this.#waiting.delete(next);
    this.#inside += 1;
    next.enter();
  }
}

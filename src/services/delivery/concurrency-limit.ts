/**
 * Runs a limited number of tasks at once, first come, first served. Written by hand: p-limit 7.3.3 and async-mutex 0.5.0
 * cannot abort one waiting task, and p-queue 10.0.0 treats a running task as ended as soon as its signal aborts.
 */
export class ConcurrencyLimit {
  readonly #maxTasks: number;
  /** Each starts a task that waits for others to end. */
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(maxTasks: number) {
    this.#maxTasks = maxTasks;
  }

  /**
   * Runs `task` as soon as fewer than the limit are running, and settles as it does. Resolves with `undefined` without
   * running it if one of `signals` aborts before that.
   */
  async run<T>(signals: readonly AbortSignal[], task: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.#mayStart(signals))) return undefined;
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  async #mayStart(signals: readonly AbortSignal[]): Promise<boolean> {
    if (signals.some(({ aborted }) => aborted)) return false;
    if (this.#running < this.#maxTasks) {
      this.#running += 1;
      return true;
    }
    const answer = Promise.withResolvers<boolean>();
    const giveUp = (): void => {
      this.#waiting.delete(waiting);
      answer.resolve(false);
    };
    const waiting = (): void => answer.resolve(true);
    this.#waiting.add(waiting);
    for (const signal of signals) signal.addEventListener("abort", giveUp, { once: true });
    const mayStart = await answer.promise;
    for (const signal of signals) signal.removeEventListener("abort", giveUp);
    return mayStart;
  }

  #startNext(): void {
    const [next] = this.#waiting;
    if (!next || this.#running >= this.#maxTasks) return;
    this.#waiting.delete(next);
    // Counted here, not when the task starts: no other task may start in between.
    this.#running += 1;
    next();
  }
}

/** A task that waits for others to end. */
interface WaitingTask {
  start(): void;
  giveUp(): void;
}

/**
 * Runs a limited number of tasks at once, first come, first served. Written by hand: p-limit 7.3.3 and async-mutex 0.5.0
 * cannot abort one waiting task, and p-queue 10.0.0 treats a running task as ended as soon as its signal aborts.
 */
export class ConcurrencyLimit {
  readonly #maxTasks: number;
  readonly #waiting = new Set<WaitingTask>();
  #running = 0;
  #isClosed = false;

  constructor(maxTasks: number) {
    this.#maxTasks = maxTasks;
  }

  /**
   * Runs `task` as soon as fewer than the limit are running, and settles as it does. Resolves with `undefined` without
   * running it if the limit is closed or `signal` aborts before that.
   */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.#mayStart(signal))) return undefined;
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  /** Accepts tasks again. */
  open(): void {
    this.#isClosed = false;
  }

  /** Turns away waiting and new tasks until the limit is opened. Running tasks go on. */
  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#waiting) waiting.giveUp();
  }

  async #mayStart(signal: AbortSignal): Promise<boolean> {
    if (this.#isClosed || signal.aborted) return false;
    if (this.#running < this.#maxTasks) {
      this.#running += 1;
      return true;
    }
    const answer = Promise.withResolvers<boolean>();
    const giveUp = (): void => {
      this.#waiting.delete(waiting);
      answer.resolve(false);
    };
    const waiting: WaitingTask = { start: () => answer.resolve(true), giveUp };
    this.#waiting.add(waiting);
    signal.addEventListener("abort", giveUp, { once: true });
    const mayStart = await answer.promise;
    signal.removeEventListener("abort", giveUp);
    return mayStart;
  }

  #startNext(): void {
    const [next] = this.#waiting;
    if (!next || this.#running >= this.#maxTasks) return;
    this.#waiting.delete(next);
    // Counted here, not when the task starts: no other task may start in between.
    this.#running += 1;
    next.start();
  }
}

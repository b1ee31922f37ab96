interface Waiter {
  /** Re-checks the condition. Returns true once the wait has settled. */
  check(): boolean;
  fail(reason: string): void;
}

/** A condition to wait for. */
export interface Wait<T> {
  readonly find: () => T | undefined;
  readonly timeoutMs: number;
  /** Describes the state if the wait times out. */
  readonly describe: () => string;
}

/** Waits for state changes without polling: every change pokes the waiters with {@link Waiters.poke}. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  /** Resolves with the first value of `find`, now or after a later change. */
  wait<T>({ find, timeoutMs, describe }: Wait<T>): Promise<T> {
    const found = find();
    if (found !== undefined) return Promise.resolve(found);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const leave = (): void => {
      clearTimeout(timer);
      this.#waiting.delete(waiter);
    };
    const waiter: Waiter = {
      check() {
        const value = find();
        if (value === undefined) return false;
        leave();
        resolve(value);
        return true;
      },
      fail(reason) {
        leave();
        reject(new Error(`${reason}: ${describe()}`));
      },
    };
    const timer = setTimeout(() => {
      waiter.fail(`Slack stand-in: waited ${timeoutMs} ms in vain`);
    }, timeoutMs);
    this.#waiting.add(waiter);
    return promise;
  }

  /** Re-checks all waits after a change. */
  poke(): void {
    for (const waiter of this.#waiting) waiter.check();
  }

  /** Rejects all waits. */
  close(): void {
    for (const waiter of this.#waiting) waiter.fail("Slack stand-in: closed");
  }
}

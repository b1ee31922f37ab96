interface Waiter {
  /** True once it has settled. */
  check(): boolean;
  fail(reason: string): void;
}

/** What to wait for. */
export interface Wait<T> {
  readonly find: () => T | undefined;
  readonly timeoutMs: number;
  /** Told when the wait ends in vain. */
  readonly describe: () => string;
}

/** People waiting for the state to change; nothing polls, {@link Waiters.poke} is called after every change. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  /** Resolves as soon as `find` gives something, now or after a later change. */
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

  /** Something changed. */
  poke(): void {
    for (const waiter of this.#waiting) waiter.check();
  }

  /** Rejects everybody. */
  close(): void {
    for (const waiter of this.#waiting) waiter.fail("Slack stand-in: closed");
  }
}

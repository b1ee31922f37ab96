import type { PollResult } from "../../../core/job/job.ts";

type Settle = (pollResult: PollResult | undefined) => void;

/** The callers that wait for the next poll result of a job. Keys are job keys. */
export class PollWaiters {
  readonly #waiting = new Map<string, Set<Settle>>();
  #isStopped = false;

  /** Whether {@link stop} was called. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Whether a caller waits for a result of the job. */
  has(key: string): boolean {
    return this.#waiting.has(key);
  }

  /** Begins to wait. The caller has to call `end` when it no longer does. */
  add(key: string): {
    readonly pollResult: Promise<PollResult | undefined>;
    readonly end: () => void;
  } {
    const { promise: pollResult, resolve } = Promise.withResolvers<PollResult | undefined>();
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(resolve));
    const end = (): void => {
      waiting.delete(resolve);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    };
    return { pollResult, end };
  }

  /** Answers everyone who waits for the job now; with `undefined` if there will be no result. */
  answer(key: string, pollResult: PollResult | undefined): void {
    for (const settle of this.#waiting.get(key) ?? []) settle(pollResult);
    this.#waiting.delete(key);
  }

  /** Answers everyone with `undefined`: the relay is about to stop. */
  stop(): void {
    this.#isStopped = true;
    for (const key of this.#waiting.keys()) this.answer(key, undefined);
  }
}

import type { Clock } from "../../../src/core/ports/clock.ts";

/** Where a process dies: at its `call`-th call to the outside, before it takes effect or before its answer arrives. */
export interface CrashPoint {
  readonly call: number;
  readonly moment: "before" | "after";
}

/** Before and after each of the first `calls` calls of a process. */
export const crashPointsUpTo = (calls: number): CrashPoint[] =>
  Array.from({ length: calls }, (_each, index) => index + 1).flatMap((call): CrashPoint[] => [
    { call, moment: "before" },
    { call, moment: "after" },
  ]);

type Method = (...args: readonly unknown[]) => unknown;

/**
 * A process that can be killed at any call it makes, as by kill -9: what it has asked for takes effect or not, and nothing
 * ever answers it again, no timer wakes it, and no command reaches it.
 */
export class CrashableProcess {
  /** Calls made to the outside so far. */
  calls = 0;
  isDead = false;
  #crashPoint: CrashPoint | undefined;
  readonly #died = Promise.withResolvers<void>();

  constructor(crashPoint?: CrashPoint) {
    this.#crashPoint = crashPoint;
  }

  /** Resolves once it is dead. */
  get died(): Promise<void> {
    return this.#died.promise;
  }

  /** It will die at a call to come, counted from now. */
  crashAt({ call, moment }: CrashPoint): void {
    this.#crashPoint = { call: this.calls + call, moment };
  }

  /** It is dead from now on. */
  kill(): void {
    this.isDead = true;
    this.#died.resolve();
  }

  /** The same object as this process sees it; every asynchronous call of it may be the last. */
  reach<T extends object>(outside: T): T {
    return new Proxy(outside, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...args: readonly unknown[]) => this.#call(target, member as Method, args);
      },
    });
  }

  /** A clock whose timers die with the process. */
  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      monotonicMs: () => clock.monotonicMs(),
      setTimer: (delayMs, run) => clock.setTimer(delayMs, () => (this.isDead ? undefined : run())),
    };
  }

  #call(target: object, method: Method, args: readonly unknown[]): unknown {
    if (this.isDead) return silence();
    this.calls += 1;
    const { call, moment } = this.#crashPoint ?? {};
    const isLast = this.calls === call;
    if (isLast && moment === "before") {
      this.kill();
      return silence();
    }
    const answer = method.apply(target, [...args]);
    if (answer instanceof Promise) return this.#receive(answer, isLast);
    if (isLast) this.kill();
    return answer;
  }

  async #receive(answer: Promise<unknown>, isLast: boolean): Promise<unknown> {
    try {
      return await answer;
    } finally {
      if (isLast) this.kill();
      if (this.isDead) await silence();
    }
  }
}

/** A promise and an iterator that never settle. */
function silence(): Promise<never> {
  const never = new Promise<never>(() => {});
  return Object.assign(never, { [Symbol.asyncIterator]: () => ({ next: () => never }) });
}

/** People who type commands at a steady rate, and how long they wait. */
import { setTimeout as sleep } from "node:timers/promises";

/** Options of {@link typeEvenly}. */
export interface Typing {
  readonly count: number;
  readonly perSecond: number;
  /** Types command number `index`. Resolves once it is acknowledged, and rejects if it is not. */
  readonly type: (index: number) => Promise<unknown>;
}

/** Types commands without waiting for earlier ones. Resolves with how long each took, in ms, and rejects if one was not acknowledged. */
export async function typeEvenly({ count, perSecond, type }: Typing): Promise<number[]> {
  const startedAtMs = performance.now();
  const typed: Promise<number>[] = [];
  for (let index = 0; index < count; index += 1) {
    const aheadMs = startedAtMs + (index * 1_000) / perSecond - performance.now();
    if (aheadMs > 0) await sleep(aheadMs);
    const typedAtMs = performance.now();
    typed.push(type(index).then(() => performance.now() - typedAtMs));
  }
  return Promise.all(typed);
}

/** The value that 99 % are not above. */
export const p99Of = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;

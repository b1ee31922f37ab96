/** People who type commands at a steady rate, and how long they wait. */
import { setTimeout as sleep } from "node:timers/promises";

/** Options of {@link typeEvenly}. */
export interface Typing {
  readonly count: number;
  readonly perSecond: number;
  /** Types command number `index`. Resolves once it is acknowledged, and rejects if the platform has given up. */
  readonly type: (index: number) => Promise<unknown>;
}

/**
 * Types commands without waiting for earlier ones. Resolves with how long each took until it was acknowledged, in ms, shortest
 * first: for ever, if it never was.
 */
export async function typeEvenly({ count, perSecond, type }: Typing): Promise<number[]> {
  const startedAtMs = performance.now();
  const typed: Promise<number>[] = [];
  for (let index = 0; index < count; index += 1) {
    const aheadMs = startedAtMs + (index * 1_000) / perSecond - performance.now();
    if (aheadMs > 0) await sleep(aheadMs);
    const typedAtMs = performance.now();
    typed.push(
      type(index).then(
        () => performance.now() - typedAtMs,
        () => Infinity,
      ),
    );
  }
  return (await Promise.all(typed)).toSorted((a, b) => a - b);
}

/** What 99 % of sorted values do not exceed. */
export const p99Of = (sorted: readonly number[]): number =>
  sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;

/** How many of the commands were acknowledged. */
export const acknowledgedOf = (sorted: readonly number[]): number =>
  sorted.filter((tookMs) => tookMs < Infinity).length;

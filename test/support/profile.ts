import { randomInt } from "node:crypto";
import * as fc from "fast-check";

/**
 * How much of the chaos runs: a smaller profile with `npm test`, the full one with `npm run test:chaos`. What is random
 * comes from one seed, which is printed; `CHAOS_SEED` replays it.
 */
const isFull = process.env["CHAOS"] === "full";
const seed = Number(process.env["CHAOS_SEED"] ?? randomInt(2 ** 31));

process.stdout.write(`chaos: ${isFull ? "full" : "small"} profile, CHAOS_SEED=${seed}\n`);

/** `count` random values, the same ones for the same seed. */
export const draw = <T>(values: fc.Arbitrary<T>, count: number): T[] =>
  fc.sample(values, { seed, numRuns: count });

/** How much of it to run. */
export const profile = {
  isFull,
  seed,
  /** The full profile's amount, or the smaller one. */
  amount: ({ small, full }: { small: number; full: number }): number => (isFull ? full : small),
  /** A random `small` number of the cases, or all of them, `timesFull` times each. */
  pick<T>(cases: Iterable<T>, { small, timesFull }: { small: number; timesFull: number }): T[] {
    const all = [...cases];
    if (isFull) return Array.from({ length: timesFull }, () => all).flat();
    const length = Math.min(small, all.length);
    const some = fc.shuffledSubarray(all, { minLength: length, maxLength: length });
    return draw(some, 1).flat();
  },
};

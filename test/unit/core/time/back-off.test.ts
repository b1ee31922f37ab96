import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backOffMs } from "../../../../src/core/time/back-off.ts";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the back-off", () => {
  it("doubles from the base to the longest", () => {
    const limits = { baseMs: 1000, maxMs: 10_000, random: 0 };
    expect([1, 2, 3, 4, 5, 6, 10_000].map((attempt) => backOffMs(attempt, limits))).toEqual([
      1000, 2000, 4000, 8000, 10_000, 10_000, 10_000,
    ]);
  });

  it("adds up to a tenth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), random, (attempt, chance) => {
        const least = backOffMs(attempt, { baseMs: 500, maxMs: 60_000, random: 0 });
        const wait = backOffMs(attempt, { baseMs: 500, maxMs: 60_000, random: chance });
        expect(wait).toBeGreaterThanOrEqual(least);
        expect(wait).toBeLessThanOrEqual(least * 1.1);
      }),
    );
  });
});

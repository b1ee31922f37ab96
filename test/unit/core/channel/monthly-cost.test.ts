import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  countedIn,
  countJobs,
  createMonthlyCost,
  keptMonths,
  MAX_COUNTED,
  monthlyCostKey,
  monthlyCostSchema,
  monthOf,
  type EndedJob,
} from "../../../../src/core/channel/monthly-cost.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL } from "../../../support/follows.ts";

const EMPTY = createMonthlyCost(DISCORD_CHANNEL, "2026-01");

const aJob = (changes: Partial<EndedJob> = {}): EndedJob => ({
  digest: "a",
  source: "replicate",
  sourceName: "Replicate",
  unit: "USD",
  amount: 1,
  settledAt: 1,
  ...changes,
});

/** Some jobs, several of them more than once. */
const anyJobs: fc.Arbitrary<EndedJob[]> = fc.array(
  fc.record({
    digest: fc.constantFrom("a", "b", "c", "d", "e"),
    source: fc.constantFrom("fal", "useapi"),
    sourceName: fc.constant("An API"),
    unit: fc.constantFrom("credits", "USD"),
    amount: fc.nat({ max: 1_000 }),
    settledAt: fc.nat(),
  }),
);

it("counts each job once, in any order, and never adds different sources or units", () => {
  fc.assert(
    fc.property(anyJobs, (jobs) => {
      const firsts = new Map(jobs.toReversed().map((job) => [job.digest, job]));
      const expected = new Map<string, number>();
      for (const { source, unit, amount } of firsts.values())
        expected.set(`${source} ${unit}`, (expected.get(`${source} ${unit}`) ?? 0) + amount);
      const [half, rest] = [jobs.slice(0, 3), jobs.slice(3)];
      const { sums } = countJobs(countJobs(EMPTY, half), rest);
      expect(countJobs(EMPTY, jobs).sums).toEqual(sums);
      expect(sums).toHaveLength(expected.size);
      for (const { source, unit, amount } of sums)
        expect(amount).toBe(expected.get(`${source} ${unit}`));
    }),
  );
});

it("changes nothing if every job is counted again", () => {
  fc.assert(
    fc.property(anyJobs, (jobs) => {
      const cost = countJobs(EMPTY, jobs);
      expect(countJobs(cost, jobs)).toBe(cost);
      expect(monthlyCostSchema.parse(cost)).toEqual(cost);
    }),
  );
});

it("remembers a limited number of jobs, and counts none of the dropped ones again", () => {
  const jobs = Array.from({ length: MAX_COUNTED + 10 }, (_, index) =>
    aJob({ digest: String(index), settledAt: index }),
  );
  const cost = countJobs(EMPTY, jobs);
  expect(cost.counted).toHaveLength(MAX_COUNTED);
  expect(cost.sums).toMatchObject([{ amount: MAX_COUNTED + 10 }]);
  expect(countedIn([cost]).has("10")).toBe(true);
  expect(countedIn([cost]).has("9")).toBe(false);
  expect(countJobs(cost, jobs)).toBe(cost);
  const next = aJob({ digest: "next", settledAt: MAX_COUNTED + 10 });
  expect(countJobs(cost, [next]).sums).toMatchObject([{ amount: MAX_COUNTED + 11 }]);
});

it("counts the jobs of a busy week at once, which every start does", () => {
  const jobs = Array.from({ length: 10_000 }, (_, index) =>
    aJob({ digest: String(index), settledAt: index }),
  );
  const startedAt = performance.now();
  countJobs(countJobs(EMPTY, jobs), jobs);
  // It took seconds, in which no command was answered.
  expect(performance.now() - startedAt).toBeLessThan(500);
});

it("divides months in UTC", () => {
  expect(monthOf(Date.UTC(2026, 0, 1) - 1)).toBe("2025-12");
  expect(monthOf(Date.UTC(2026, 0, 1))).toBe("2026-01");
});

it("has one record for a channel and its threads, and others for other channels and months", () => {
  const thread = { ...SLACK_CHANNEL, thread: "1.2" };
  expect(createMonthlyCost(thread, "2026-01").channel).toEqual(SLACK_CHANNEL);
  const keys = [
    createMonthlyCost(thread, "2026-01"),
    createMonthlyCost(SLACK_CHANNEL, "2026-01"),
    createMonthlyCost(SLACK_CHANNEL, "2026-02"),
    EMPTY,
  ].map(monthlyCostKey);
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(3);
});

it("looks for a counted job in every month around, also for a clock that was set back", () => {
  expect(keptMonths(Date.UTC(2026, 4, 15))).toEqual(
    expect.arrayContaining(["2026-03", "2026-04", "2026-05", "2026-06"]),
  );
  const day = 24 * 3_600_000;
  fc.assert(
    fc.property(fc.nat({ max: 3_650 }), fc.integer({ min: -70, max: 31 }), (days, offset) => {
      const now = Date.UTC(2026, 0, 1) + days * day;
      expect(keptMonths(now)).toContain(monthOf(now + offset * day));
    }),
  );
});

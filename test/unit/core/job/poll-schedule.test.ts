import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  nextPollDelayMs,
  resumeDelayMs,
  scheduleOf,
  threePollsMs,
} from "../../../../src/core/job/poll-schedule.ts";

const schedule = { intervalMs: 15_000, maxIntervalMs: 60_000 };
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the schedule of a source", () => {
  it("is the relay's own if the source may be asked so often", () => {
    expect(scheduleOf(schedule, 5_000)).toEqual({ ...schedule, recentForMs: 10_000 });
  });

  it("waits longer if the source asks for it, also before a request gets a new poll", () => {
    const slow = { intervalMs: 20_000, maxIntervalMs: 60_000, recentForMs: 20_000 };
    expect(scheduleOf(schedule, 20_000)).toEqual(slow);
    const slowest = { intervalMs: 90_000, maxIntervalMs: 90_000, recentForMs: 90_000 };
    expect(scheduleOf(schedule, 90_000)).toEqual(slowest);
  });

  it("gives a request a new poll sooner if jobs are polled more often", () => {
    expect(scheduleOf({ intervalMs: 100, maxIntervalMs: 200 }, 0).recentForMs).toBe(100);
  });
});

describe("three polls of a job", () => {
  it("take two intervals, which grow", () => {
    expect(threePollsMs(schedule)).toEqual({ fastest: 37_500, slowest: 120_000 });
    const fixed = { intervalMs: 15_000, maxIntervalMs: 10_000 };
    expect(threePollsMs(fixed)).toEqual({ fastest: 30_000, slowest: 30_000 });
  });
});

describe("the wait before the next poll", () => {
  it("grows by half at each quiet poll, up to the longest interval", () => {
    const waits = Array.from({ length: 7 }, (_, quiet) => nextPollDelayMs(schedule, quiet, 0));
    expect(waits).toEqual([15_000, 22_500, 33_750, 50_625, 60_000, 60_000, 60_000]);
  });

  it("is up to a tenth longer at random", () => {
    expect(nextPollDelayMs(schedule, 0, 0.5)).toBe(15_750);
    expect(nextPollDelayMs(schedule, 99, 0.999_999)).toBe(66_000);
  });

  it("stays at the interval if the longest is shorter", () => {
    expect(nextPollDelayMs({ intervalMs: 15_000, maxIntervalMs: 10_000 }, 5, 0)).toBe(15_000);
  });

  it("is never shorter than the interval, nor more than a tenth longer than the longest", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_600_000 }),
        fc.integer({ min: 1, max: 86_400_000 }),
        fc.nat(1_000_000),
        random,
        (...[intervalMs, maxIntervalMs, quietPolls, chance]) => {
          const wait = nextPollDelayMs({ intervalMs, maxIntervalMs }, quietPolls, chance);
          expect(wait).toBeGreaterThanOrEqual(intervalMs);
          expect(wait).toBeLessThanOrEqual(Math.ceil(Math.max(intervalMs, maxIntervalMs) * 1.1));
          expect(
            nextPollDelayMs({ intervalMs, maxIntervalMs }, quietPolls + 1, chance),
          ).toBeGreaterThanOrEqual(wait);
        },
      ),
    );
  });
});

describe("the waits after a restart", () => {
  it("are spread evenly over one interval, the first at once", () => {
    const waits = Array.from({ length: 1_000 }, (_, index) =>
      resumeDelayMs(schedule, index, 1_000),
    );
    expect(waits.slice(0, 3)).toEqual([0, 15, 30]);
    expect(waits.at(-1)).toBe(14_985);
    expect(resumeDelayMs(schedule, 0, 0)).toBe(0);
  });

  it("are short for a few jobs", () => {
    // Used to be the whole interval for two jobs, too, which had waited for a lock to expire already.
    const waits = Array.from({ length: 3 }, (_, index) => resumeDelayMs(schedule, index, 3));
    expect(waits).toEqual([0, 50, 100]);
  });
});

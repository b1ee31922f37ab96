import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestRateLimiter } from "../../../../src/core/job/request-rate-limiter.ts";

describe("the rate limit of requests", () => {
  it("spaces starts evenly, and allows no burst after a pause", () => {
    const pace = new RequestRateLimiter(10.2);
    const times: number[] = [];
    const start = (fromMs: number): void => {
      const atMs = fromMs + pace.waitMs(fromMs);
      expect(pace.reserve(atMs)).toBe(0);
      times.push(Math.round(atMs));
    };
    for (let index = 0; index < 5; index += 1) start(times.at(-1) ?? 0);
    for (let index = 0; index < 5; index += 1) start(Math.max(times.at(-1) ?? 0, 5_000));
    // The first gap is longer: eleven polls once arrived within a second, for the first had a connection to open.
    expect(times).toEqual([0, 160, 260, 360, 460, 5_000, 5_160, 5_260, 5_360, 5_460]);
  });

  it("leaves room for a request between two reservations", () => {
    const pace = new RequestRateLimiter(10.2);
    pace.reserve(0);
    expect(pace.reserve(0)).toBeCloseTo(160);
    expect(pace.reserve(0)).toBeCloseTo(410);
    expect(pace.waitMs(0)).toBeCloseTo(260);
    expect(pace.waitMs(300)).toBeCloseTo(0);
    pace.reserve(300);
    expect(pace.waitMs(300)).toBeCloseTo(210);
  });

  it("refuses a reservation that is later than the caller would wait", () => {
    const pace = new RequestRateLimiter(1.02);
    pace.reserve(0);
    expect(pace.reserve(0, 1_000)).toBeUndefined();
    expect(pace.waitMs(0)).toBeCloseTo(1_600);
    expect(pace.reserve(1_000, 1_000)).toBeCloseTo(600);
  });

  it("never starts two requests closer together than the rate allows, and lets none wait forever", () => {
    const ask = fc.record({ passMs: fc.integer({ min: 0, max: 400 }), reserves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 60 }), (asks) => {
        const pace = new RequestRateLimiter(10.2);
        const starts: { atMs: number; isReserved: boolean }[] = [];
        const waits: number[] = [];
        let nowMs = 0;
        for (const { passMs, reserves } of asks) {
          nowMs += passMs;
          if (!reserves) {
            waits.push(pace.waitMs(nowMs));
            nowMs += pace.waitMs(nowMs);
          }
          const waitMs = pace.reserve(nowMs) ?? Number.NaN;
          starts.push({ atMs: nowMs + waitMs, isReserved: waitMs > 0 });
        }
        const sorted = starts.toSorted((a, b) => a.atMs - b.atMs);
        const gaps = sorted.slice(1).map(({ atMs, isReserved }, index) => ({
          gapMs: atMs - (sorted[index]?.atMs ?? 0),
          leastMs: isReserved && sorted[index]?.isReserved ? 200 : 95,
        }));
        expect(gaps.filter(({ gapMs, leastMs }) => gapMs < leastMs - 0.1)).toEqual([]);
        expect(Math.max(...waits, 0)).toBeLessThan(411);
      }),
    );
  });
});

import * as fc from "fast-check";
import { expect, it } from "vitest";
import { CommandRateLimiter } from "../../../src/core/command-rate-limiter.ts";

it("allows a fixed number within any minute, and says when the next is allowed", () => {
  const pace = new CommandRateLimiter(3);
  expect([0, 10_000, 20_000].map((nowMs) => pace.take("ann", nowMs))).toEqual([0, 0, 0]);
  expect(pace.take("ann", 20_000)).toBe(40_000);
  expect(pace.take("ann", 59_999)).toBe(1);
  expect(pace.take("ann", 60_000)).toBe(0);
  // The window slides: the one of 10 s is the next to leave it.
  expect(pace.take("ann", 60_000)).toBe(10_000);
});

it("counts each user separately", () => {
  const pace = new CommandRateLimiter(1);
  expect(pace.take("ann", 0)).toBe(0);
  expect(pace.take("bob", 0)).toBe(0);
  expect(pace.take("ann", 1)).toBe(59_999);
});

it("does not extend the wait of a user who tries again too early", () => {
  const pace = new CommandRateLimiter(1);
  pace.take("ann", 0);
  for (let nowMs = 1; nowMs < 60_000; nowMs += 1_000)
    expect(pace.take("ann", nowMs)).toBeGreaterThan(0);
  expect(pace.take("ann", 60_000)).toBe(0);
});

it("forgets a user after a quiet minute", () => {
  const pace = new CommandRateLimiter(20);
  for (let user = 0; user < 500; user += 1) pace.take(`u${user}`, 0);
  expect(pace.users).toBe(500);
  pace.take("ann", 60_000);
  expect(pace.users).toBe(1);
});

it("remembers a limited number of users, the most recent ones", () => {
  const pace = new CommandRateLimiter(1);
  for (let user = 0; user < 30_000; user += 1) pace.take(`u${user}`, 0);
  expect(pace.users).toBe(10_000);
  expect(pace.take("u29999", 1)).toBeGreaterThan(0);
});

it("forgets the users first who have been quiet longest", () => {
  const pace = new CommandRateLimiter(2);
  pace.take("ann", 0);
  for (let user = 0; user < 5_000; user += 1) pace.take(`u${user}`, 0);
  pace.take("ann", 1);
  for (let user = 5_000; user < 14_000; user += 1) pace.take(`u${user}`, 1);
  expect(pace.take("ann", 2)).toBeGreaterThan(0);
});

it("never allows more than the limit within a minute, and never refuses one that fits", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 25_000 }), { maxLength: 60 }),
      (limit, gaps) => {
        const pace = new CommandRateLimiter(limit);
        const taken: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          const recent = taken.filter((atMs) => nowMs - atMs < 60_000).length;
          const waitMs = pace.take("ann", nowMs);
          expect(waitMs === 0).toBe(recent < limit);
          if (waitMs === 0) taken.push(nowMs);
        }
      },
    ),
  );
});

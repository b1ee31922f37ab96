import { expect, it } from "vitest";
import { succeedsWithin } from "../../../../src/core/time/succeeds-within.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";

/** Attempts of which the one with this number, from 1, is the first to succeed. */
function attempts(succeedsAt: number) {
  const clock = new FakeClock();
  const calls: number[] = [];
  const run = (patienceMs: number): Promise<boolean> =>
    succeedsWithin(async () => calls.push(clock.monotonicMs()) >= succeedsAt, {
      clock,
      patienceMs,
    });
  return { clock, calls, run };
}

it("resolves as soon as an attempt succeeds", async () => {
  const { clock, calls, run } = attempts(3);
  const result = run(1_000);
  await clock.advance(5_000);
  expect(await result).toBe(true);
  expect(calls).toEqual([0, 200, 400]);
  expect(clock.waiting).toBe(0);
});

it("gives up after its time, not before", async () => {
  const { clock, calls, run } = attempts(Infinity);
  const result = run(500);
  await clock.advance(5_000);
  expect(await result).toBe(false);
  expect(calls).toEqual([0, 200, 400, 600]);
});

it("tries once even without patience", async () => {
  expect(await attempts(1).run(0)).toBe(true);
});

it("rejects as soon as an attempt does", async () => {
  const clock = new FakeClock();
  const failing = succeedsWithin(() => Promise.reject(new Error("down")), {
    clock,
    patienceMs: 1_000,
  });
  await expect(failing).rejects.toThrow("down");
});

import { expect, it } from "vitest";
import { retry } from "../../../../src/core/time/retry.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";

/** Fails `failures` times, with the number of the attempt as its message. */
const failing = (failures: number) => async (attempt: number) => {
  if (attempt <= failures) throw new Error(`attempt ${attempt}`);
  return attempt;
};

const twice = (_: unknown, attempt: number): number | undefined => (attempt < 3 ? 10 : undefined);

it("resolves with the result of the first attempt that succeeds", async () => {
  const clock = new FakeClock();
  const delays: [string, number][] = [];
  const delayMs = (error: unknown, attempt: number): number => {
    delays.push([String(error), attempt]);
    return attempt * 1000;
  };
  const result = retry(failing(2), { clock, delayMs });
  await clock.advance(2999);
  expect(delays).toEqual([
    ["Error: attempt 1", 1],
    ["Error: attempt 2", 2],
  ]);
  await clock.advance(1);
  expect(await result).toBe(3);
});

it("rejects with the last error once there is no further delay", async () => {
  const clock = new FakeClock();
  const result = retry(failing(9), { clock, delayMs: twice });
  result.catch(() => {});
  await clock.advance(20);
  await expect(result).rejects.toThrow("attempt 3");
  expect(clock.waiting).toBe(0);
});

it("rejects with the signal's reason if it aborts between two attempts", async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const result = retry(failing(9), { clock, delayMs: () => 10, signal: controller.signal });
  result.catch(() => {});
  await clock.advance(5);
  controller.abort(new Error("stopped"));
  await expect(result).rejects.toThrow("stopped");
  expect(clock.waiting).toBe(0);
});

import { expect, it } from "vitest";
import { isSleptThrough, sleep } from "../../../../src/core/time/sleep.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";

it("resolves after its time, and not before", async () => {
  const clock = new FakeClock();
  let isOver = false;
  const slept = sleep(clock, 1000).then(() => (isOver = true));
  await clock.advance(999);
  expect(isOver).toBe(false);
  await clock.advance(1);
  await slept;
  expect(clock.waiting).toBe(0);
});

it("rejects with the signal's reason as soon as it aborts, and leaves no timer behind", async () => {
  const clock = new FakeClock();
  const controller = new AbortController();
  const slept = sleep(clock, 1000, controller.signal);
  expect(clock.waiting).toBe(1);
  controller.abort(new Error("stopped"));
  await expect(slept).rejects.toThrow("stopped");
  expect(clock.waiting).toBe(0);
});

it("does not begin under a signal that has aborted already", async () => {
  const clock = new FakeClock();
  const slept = sleep(clock, 0, AbortSignal.abort(new Error("stopped")));
  expect(clock.waiting).toBe(0);
  await expect(slept).rejects.toThrow("stopped");
});

it("says whether it was slept through, instead of rejecting", async () => {
  const clock = new FakeClock();
  const stopping = new AbortController();
  const [whole, broken] = [
    isSleptThrough(clock, 10, new AbortController().signal),
    isSleptThrough(clock, 20, stopping.signal),
  ];
  await clock.advance(10);
  stopping.abort();
  expect([await whole, await broken]).toEqual([true, false]);
});

// The fake clock used to stand still in such a sleep, so a loop that sleeps for what is left of a wait never ended.
it("lets time pass, even if the delay is too short for the clock to show", async () => {
  const clock = new FakeClock();
  const startMs = 92_027.519_999_999_99;
  await clock.advance(startMs);
  const slept = sleep(clock, 1e-12).then(() => clock.monotonicMs());
  await clock.advance(1);
  expect(await slept).toBeGreaterThan(startMs);
});

import { expect, it } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";

const fired = (delayMs: number): Promise<void> =>
  new Promise((resolve) => void systemClock.setTimer(delayMs, resolve));

it("tells the wall clock's time, and a time that no change of it touches", async () => {
  const [wallMs, monotonicMs] = [systemClock.now(), systemClock.monotonicMs()];
  expect(Math.abs(wallMs - Date.now())).toBeLessThan(1_000);
  await fired(5);
  expect(systemClock.monotonicMs()).toBeGreaterThan(monotonicMs);
});

it("fires a timer at once if its delay is negative", async () => {
  await expect(fired(-1)).resolves.toBeUndefined();
});

// Node.js fires a timer at once if its delay is more than 2^31 - 1 ms.
it("waits with a timer of two months, and fires no cancelled one", async () => {
  let calls = 0;
  const cancelLong = systemClock.setTimer(60 * 24 * 3_600_000, () => (calls += 1));
  const cancelShort = systemClock.setTimer(1, () => (calls += 1));
  cancelShort();
  await fired(20);
  cancelLong();
  expect(calls).toBe(0);
});

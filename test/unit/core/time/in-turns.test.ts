import { expect, it } from "vitest";
import { inTurns } from "../../../../src/core/time/in-turns.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";

/** Goes through six numbers, each of which takes `eachMs`. */
function goThrough(clock: FakeClock, eachMs: number) {
  const seen: number[] = [];
  const ended = (async () => {
    for await (const each of inTurns([1, 2, 3, 4, 5, 6], clock)) {
      seen.push(each);
      await clock.advance(eachMs);
    }
  })();
  return { seen, ended };
}

it("lets other work come between after 10 ms", async () => {
  // A pass over 100,000 follows used to hold up everything else for a fifth of a second, once in a minute.
  const clock = new FakeClock();
  const { seen, ended } = goThrough(clock, 6);
  await expect.poll(() => clock.waiting).toBe(1);
  expect(seen).toEqual([1, 2]);
  await clock.advance(0);
  await expect.poll(() => clock.waiting).toBe(1);
  expect(seen).toEqual([1, 2, 3, 4]);
  await clock.advance(0);
  await expect.poll(() => clock.waiting).toBe(1);
  await clock.advance(0);
  await ended;
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
});

it("does not wait for anything while there is time", async () => {
  const clock = new FakeClock();
  const { seen, ended } = goThrough(clock, 1);
  await ended;
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
});

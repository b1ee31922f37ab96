import { expect, it } from "vitest";
import { StatusPace } from "../../../../src/services/status/status-pace.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { aFollow, aSettledFollow } from "../../../support/follows.ts";

const HOUR = 3_600_000;

it("lets the first edit through at once, and the next one after 5 s", async () => {
  const clock = new FakeClock();
  const pace = new StatusPace(clock);
  const follow = aFollow({ createdAt: clock.now() });
  expect(pace.leftMs(follow)).toBe(0);
  pace.wrote(follow);
  await clock.advance(2_000);
  expect(pace.leftMs(follow)).toBe(3_000);
  expect(pace.leftMs({ ...follow, id: "f2" })).toBe(0);
});

it("waits 10 min once the follow is an hour old, but not to say how it ended", async () => {
  const clock = new FakeClock();
  const pace = new StatusPace(clock);
  const createdAt = clock.now() - HOUR;
  pace.wrote(aFollow({ createdAt }));
  expect(pace.leftMs(aFollow({ createdAt }))).toBe(600_000);
  expect(pace.leftMs(aSettledFollow({ kind: "failed" }, { createdAt }))).toBe(5_000);
});

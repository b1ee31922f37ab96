import { expect, it } from "vitest";
import { DeliveryProgress } from "../../../../src/services/delivery/delivery-progress.ts";
import { followKey } from "../../../../src/core/follow/follow.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { aSettledFollow } from "../../../support/follows.ts";

const HOUR = 3_600_000;
const follow = aSettledFollow({ kind: "failed" });
const next = { ...follow, id: "f2" };

it("keeps what is noted until it is forgotten", () => {
  const progress = new DeliveryProgress(new FakeClock());
  progress.begin(follow);
  progress.note(follow, { attempts: 1 });
  progress.begin(follow);
  progress.note(follow, { posted: { id: "m1" } });
  expect(progress.of(follow)).toMatchObject({ attempts: 1, posted: { id: "m1" } });
  progress.forget(followKey(follow), follow.id);
  expect(progress.of(follow)).toEqual({ attempts: 0, mayAlreadyExist: false });
});

it("knows the follows that wait", () => {
  const progress = new DeliveryProgress(new FakeClock());
  progress.begin(follow);
  progress.note(follow, { attempts: 1 });
  expect(progress.waiting()).toEqual([follow]);
  progress.resume(next);
  expect(progress.waiting()).toEqual([next]);
  progress.forget(followKey(next), next.id);
  expect(progress.waiting()).toEqual([]);
});

// Otherwise the end of an attempt for the earlier follow would hide that the later one may be posted already.
it("belongs to another follow once that has the key", () => {
  const progress = new DeliveryProgress(new FakeClock());
  progress.begin(follow);
  progress.resume(next);
  progress.note(follow, { attempts: 5 });
  progress.forget(followKey(follow), follow.id);
  expect(progress.of(next)).toEqual({ attempts: 0, mayAlreadyExist: true });
});

it("expires 24 hours after the outcome, despite a restart", async () => {
  const clock = new FakeClock();
  const progress = new DeliveryProgress(clock);
  progress.resume({ ...follow, settledAt: clock.now() - 23 * HOUR });
  expect(progress.isTooLate(follow)).toBe(false);
  await clock.advance(HOUR);
  expect(progress.isTooLate(follow)).toBe(true);
});

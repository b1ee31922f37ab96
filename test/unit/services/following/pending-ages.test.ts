import { beforeEach, describe, expect, it } from "vitest";
import { PendingAges } from "../../../../src/services/following/pending-ages.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { timeLeftMs } from "../../../../src/core/follow/time-limit.ts";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import { aFollow } from "../../../support/follows.ts";

const LIMIT_MS = 7_200_000;
let clock: FakeClock;
let ages: PendingAges;

beforeEach(() => {
  clock = new FakeClock();
  ages = new PendingAges(clock);
});

/** A pass over all pending follows. Returns how long each has left, in ms. */
function passOver(pending: readonly Follow[]): readonly number[] {
  const pass = ages.begin();
  const left = pending.map((follow) => timeLeftMs(pass.note(follow), LIMIT_MS));
  pass.end();
  return left;
}

const createdAgo = (ageMs: number) => aFollow({ createdAt: clock.now() - ageMs });

describe("a follow of an earlier process", () => {
  it("is as old as the wall clock says when it is first seen", () => {
    expect(passOver([createdAgo(3_000_000)])).toEqual([LIMIT_MS - 3_000_000]);
  });

  it("is watched for an hour at least, however old it is", async () => {
    const follow = createdAgo(10 * LIMIT_MS);
    expect(passOver([follow])).toEqual([3_600_000]);
    await clock.advance(3_600_000);
    expect(passOver([follow])).toEqual([0]);
  });

  it.each([86_400_000, -86_400_000])(
    "does not change its age if the clock jumps by %i ms",
    (ms) => {
      const follow = createdAgo(1_000);
      passOver([follow]);
      clock.jump(ms);
      expect(passOver([follow])).toEqual([LIMIT_MS - 1_000]);
    },
  );
});

describe("a follow that began in this process", () => {
  it("counts from its beginning, and never from before the last pass", async () => {
    passOver([]);
    await clock.advance(10_000);
    const follow = createdAgo(4_000);
    const jumped = aFollow({ id: "f2", createdAt: clock.now() - 86_400_000 });
    expect(passOver([follow, jumped])).toEqual([LIMIT_MS - 4_000, LIMIT_MS - 10_000]);
    await clock.advance(1_000);
    expect(passOver([jumped, follow])).toEqual([LIMIT_MS - 11_000, LIMIT_MS - 5_000]);
  });
});

it("forgets follows that are no longer pending", async () => {
  const follow = createdAgo(0);
  passOver([follow]);
  await clock.advance(5_000);
  passOver([]);
  expect(passOver([follow])).toEqual([LIMIT_MS]);
});

it("forgets none before the pass has ended", async () => {
  const follow = createdAgo(0);
  passOver([follow]);
  await clock.advance(5_000);
  // It fails before it comes to the follow.
  ages.begin();
  expect(passOver([follow])).toEqual([LIMIT_MS - 5_000]);
});

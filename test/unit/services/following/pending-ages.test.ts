import { beforeEach, describe, expect, it } from "vitest";
import { PendingAges } from "../../../../src/services/following/pending-ages.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { aFollow } from "../../../support/follows.ts";

const LIMIT_MS = 7_200_000;
let clock: FakeClock;
let ages: PendingAges;

beforeEach(() => {
  clock = new FakeClock();
  ages = new PendingAges(clock);
});

const createdAgo = (ageMs: number) => aFollow({ createdAt: clock.now() - ageMs });

describe("a follow of an earlier process", () => {
  it("is as old as the wall clock says when it is first seen", () => {
    const follow = createdAgo(3_000_000);
    ages.note([follow]);
    expect(ages.leftMs(follow, LIMIT_MS)).toBe(LIMIT_MS - 3_000_000);
  });

  it("is watched for an hour at least, however old it is", async () => {
    const follow = createdAgo(10 * LIMIT_MS);
    ages.note([follow]);
    expect(ages.leftMs(follow, LIMIT_MS)).toBe(3_600_000);
    await clock.advance(3_600_000);
    expect(ages.leftMs(follow, LIMIT_MS)).toBe(0);
  });

  it.each([86_400_000, -86_400_000])(
    "does not change its age if the clock jumps by %i ms",
    (ms) => {
      const follow = createdAgo(1_000);
      ages.note([follow]);
      clock.jump(ms);
      ages.note([follow]);
      expect(ages.leftMs(follow, LIMIT_MS)).toBe(LIMIT_MS - 1_000);
    },
  );
});

describe("a follow that began in this process", () => {
  it("counts from its beginning, and never from before the last time", async () => {
    ages.note([]);
    await clock.advance(10_000);
    const follow = createdAgo(4_000);
    const jumped = aFollow({ id: "f2", createdAt: clock.now() - 86_400_000 });
    ages.note([follow, jumped]);
    expect(ages.leftMs(follow, LIMIT_MS)).toBe(LIMIT_MS - 4_000);
    expect(ages.leftMs(jumped, LIMIT_MS)).toBe(LIMIT_MS - 10_000);
  });
});

it("forgets follows that are no longer pending", async () => {
  const follow = createdAgo(0);
  ages.note([follow]);
  await clock.advance(5_000);
  ages.note([]);
  ages.note([follow]);
  expect(ages.leftMs(follow, LIMIT_MS)).toBe(LIMIT_MS);
});

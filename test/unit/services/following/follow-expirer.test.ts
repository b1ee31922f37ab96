import { expect, it, vi } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import { FollowArchive } from "../../../../src/services/following/follow-archive.ts";
import { MemoryFollowIndex } from "../../../../src/services/following/indexing/memory-follow-index.ts";
import { FollowRegistry } from "../../../../src/services/following/follow-registry.ts";
import { FollowExpirer } from "../../../../src/services/following/follow-expirer.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aFollow, aSettledFollow, openFollows } from "../../../support/follows.ts";

const START = Date.UTC(2026, 0, 1);

async function setUp({ follows = [] as Follow[], giveUpAfterMs = 600_000 } = {}) {
  const clock = new FakeClock();
  const store = createFakeStore(follows);
  const log = createFakeLogger();
  const index = new MemoryFollowIndex({ clock });
  const registry = new FollowRegistry(store.follows, {
    archive: new FollowArchive({ clock }),
    index,
    log,
    isAllowed: () => true,
  });
  await registry.load();
  const ended: string[] = [];
  registry.events.on("settled", ({ id }) => ended.push(id));
  const giveUp = new FollowExpirer({ registry, clock, log, random: () => 0, giveUpAfterMs });
  const add = (id: string) => registry.insert(aFollow({ id, jobId: id, createdAt: clock.now() }));
  return { clock, store, index, registry, log, ended, giveUp, add };
}

it("ends each pending follow when its own time is up", async () => {
  const settled = aSettledFollow({ kind: "failed" }, { id: "over", jobId: "over" });
  const { clock, ended, giveUp, add, registry } = await setUp({ follows: [settled] });
  await giveUp.start();
  await add("first");
  await clock.advance(200_000);
  await add("second");
  await clock.advance(399_000);
  expect(ended).toEqual([]);
  await clock.advance(2_000);
  expect(ended).toEqual(["first"]);
  await clock.advance(200_000);
  expect(ended).toEqual(["first", "second"]);
  const outcomes = (await openFollows(registry)).map(({ id, outcome }) => [id, outcome?.kind]);
  expect(outcomes).toEqual([
    ["over", "failed"],
    ["first", "gave-up"],
    ["second", "gave-up"],
  ]);
  await giveUp.stop();
  expect(clock.waiting).toBe(0);
});

it("counts from the creation for a follow of an earlier process, but never less than it was watched", async () => {
  const { clock, ended, giveUp } = await setUp({
    follows: [aFollow({ createdAt: START - 3_000_000 })],
    giveUpAfterMs: 5_400_000,
  });
  await giveUp.start();
  await clock.advance(3_590_000);
  expect(ended).toEqual([]);
  await clock.advance(20_000);
  expect(ended).toEqual(["f1"]);
});

it("does not treat a follow that begins after a clock jump as old", async () => {
  const { clock, ended, giveUp, add } = await setUp();
  await giveUp.start();
  await clock.advance(30_000);
  await add("new");
  clock.jump(48 * 3_600_000);
  await clock.advance(500_000);
  expect(ended).toEqual([]);
  await clock.advance(160_000);
  expect(ended).toEqual(["new"]);
});

it("continues when the store is back, and logs the failure at its beginning, now and then, and at its end", async () => {
  const { clock, store, log, ended, giveUp, add } = await setUp();
  await giveUp.start();
  for (const id of ["first", "second"]) await add(id);
  store.failWith(new Error("disk full"));
  await clock.advance(700_000);
  expect(log.of("give_up.failed")[0]).toMatchObject({ follows: 2, attempt: 1, err: {} });
  await clock.advance(10 * 3_600_000);
  // Its wait is five minutes then: 120 attempts, and a line each time that their number has doubled.
  expect(log.of("give_up.failed").length).toBeLessThan(10);
  expect(ended).toEqual([]);
  store.failWith(undefined);
  await clock.advance(301_000);
  expect(ended).toEqual(["first", "second"]);
  expect(log.of("give_up.recovered")).toEqual([{ follows: 2 }]);
});

// One record that could not be written once stopped every later follow from ending: 171 failures in three hours.
it("ends every other follow on time if one cannot be written", async () => {
  const { clock, store, log, ended, giveUp, add, registry } = await setUp();
  await giveUp.start();
  const jobs = ["before", "broken", "after"];
  for (const id of jobs) await add(id);
  let attempts = 0;
  store.beforeWrite = ({ id }) => {
    if (id !== "broken") return;
    attempts += 1;
    throw new StoreError("cannot be written");
  };
  await clock.advance(601_000);
  expect(ended).toEqual(["before", "after"]);
  await add("late");
  await clock.advance(3 * 3_600_000);
  expect(ended).toEqual(["before", "after", "late"]);
  // With growing pauses, up to five minutes.
  expect(attempts).toBeLessThan(50);
  expect(log.of("give_up.failed")[0]).toMatchObject({ followId: "broken" });
  expect(log.of("give_up.failed").length).toBeLessThan(8);
  store.beforeWrite = undefined;
  await clock.advance(301_000);
  expect(ended.at(-1)).toBe("broken");
  expect((await openFollows(registry)).map(({ outcome }) => outcome?.kind)).toEqual(
    jobs.concat("late").map(() => "gave-up"),
  );
});

// One after another they took 5 s each: with a thousand of them the last one ended an hour and a half late.
it("ends every other follow on time if the store does not answer for many", async () => {
  const { clock, store, ended, giveUp, add } = await setUp();
  await giveUp.start();
  for (let index = 0; index < 1_000; index += 1) await add(`broken-${index}`);
  await add("last");
  store.beforeWrite = async ({ id }) => {
    if (id === "last") return;
    await new Promise<void>((resolve) => void clock.setTimer(5_000, resolve));
    throw new StoreError("no answer in 5000 ms");
  };
  await clock.advance(610_000);
  expect(ended).toEqual(["last"]);
});

it("starts and stops twice as once, and does nothing after a stop", async () => {
  const { clock, ended, giveUp, add } = await setUp();
  await giveUp.stop();
  await giveUp.start();
  await giveUp.start();
  expect(clock.waiting).toBe(1);
  await add("first");
  await giveUp.stop();
  await giveUp.stop();
  await clock.advance(700_000);
  expect(ended).toEqual([]);
  expect(clock.waiting).toBe(0);
});

it("goes on after an index that failed at the start and later, less and less often", async () => {
  const { clock, index, log, ended, giveUp } = await setUp({ follows: [aFollow()] });
  const fail = vi.spyOn(index, "all").mockImplementation(() => {
    throw new StoreError("the index is down");
  });
  await giveUp.start();
  await clock.advance(1_000_000);
  expect(ended).toEqual([]);
  // At the start, then after 0.5, 1, 2, 4, … s, at most a minute apart.
  expect(log.of("give_up.failed").length).toBeLessThan(30);
  fail.mockRestore();
  await clock.advance(661_000);
  expect(ended).toEqual(["f1"]);
});

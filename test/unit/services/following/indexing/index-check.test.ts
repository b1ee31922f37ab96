import { expect, it, vi } from "vitest";
import { StoreError } from "../../../../../src/core/errors.ts";
import { followKey, settle, type Follow } from "../../../../../src/core/follow/follow.ts";
import { FollowArchive } from "../../../../../src/services/following/follow-archive.ts";
import { FollowRegistry } from "../../../../../src/services/following/follow-registry.ts";
import { IndexCheck } from "../../../../../src/services/following/indexing/index-check.ts";
import { toEntry } from "../../../../../src/services/following/indexing/to-entry.ts";
import { MemoryFollowIndex } from "../../../../../src/services/following/indexing/memory-follow-index.ts";
import { serviceContract } from "../../../../contracts/service.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { createFakeStore } from "../../../../support/fakes/fake-store.ts";
import { aFollow, aSettledFollow, putFollow } from "../../../../support/follows.ts";

const MINUTE = 60_000;
const signal = new AbortController().signal;
const down = new Error("disk full");

/** A check of a registry that has read `follows`; `isShared`: other processes write, too. */
async function setUp(follows: readonly Follow[], isShared = true) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const store = createFakeStore(follows);
  const index = new MemoryFollowIndex({ clock });
  const archive = new FollowArchive({ clock });
  const registry = new FollowRegistry(store.follows, {
    archive,
    index,
    log,
    isAllowed: () => true,
  });
  await registry.load();
  const shared = isShared ? { index, follows: store.follows, claims: store.claims } : undefined;
  const check = new IndexCheck({ registry, shared, clock, log });
  return { clock, log, store, index, registry, check };
}

const jobs = (count: number): Follow[] =>
  Array.from({ length: count }, (_each, at) => aFollow({ id: `f${at}`, jobId: `job-${at}` }));

serviceContract("the check of the index", "starts-again", async () => {
  const { clock, check } = await setUp(jobs(1));
  return {
    service: check,
    running: () => clock.waiting,
    pass: async (until) => {
      await clock.advance(1_000);
      return until;
    },
  };
});

it("adds, corrects and removes entries that do not agree with the records", async () => {
  const [lost, wrong, gone, right] = jobs(4) as [Follow, Follow, Follow, Follow];
  const { clock, log, store, index, check } = await setUp([lost, wrong, right]);
  await index.remove(followKey(lost), lost.id);
  await index.put(toEntry(gone)!);
  await putFollow(store.follows, settle(wrong, { kind: "failed" }, 61_000));
  await check.start();
  await clock.advance(MINUTE);
  expect(await index.ofId(lost.id)).toMatchObject({ state: "pending" });
  expect(await index.ofId(wrong.id)).toMatchObject({ state: "settled" });
  expect(await index.ofId(gone.id)).toBeUndefined();
  await clock.advance(MINUTE);
  expect(log.of("index.repaired")).toEqual([{ repaired: 3 }]);
});

it("reads in pages, with pauses in between", async () => {
  const { clock, index, check } = await setUp(jobs(1_000));
  const read = vi.spyOn(index, "get");
  const passing = check.pass(signal);
  await clock.advance(10 * 20 + 19);
  expect(read.mock.calls.length).toBeLessThanOrEqual(200);
  await clock.advance(MINUTE);
  expect(await passing).toEqual({ repaired: 0 });
  expect(read).toHaveBeenCalledTimes(1_000);
});

it("ends between two pages at a stop", async () => {
  const { store, check } = await setUp(jobs(1_000));
  const read = vi.spyOn(store.follows, "get");
  expect(await check.pass(AbortSignal.abort())).toEqual({ repaired: 0 });
  expect(read).toHaveBeenCalledTimes(100);
});

it("leaves everything to one of several processes", async () => {
  const { clock, log, store, index, registry, check } = await setUp(jobs(1));
  const shared = { index, follows: store.follows, claims: store.claims };
  const other = new IndexCheck({ registry, shared, clock, log });
  await check.pass(signal);
  await index.remove(followKey(aFollow({ jobId: "job-0" })), "f0");
  expect(await other.pass(signal)).toEqual({ repaired: 0 });
});

it("leaves a record that a newer release has written alone", async () => {
  const { store, index, check } = await setUp([]);
  await index.put(toEntry(aFollow())!);
  vi.spyOn(store.follows, "get").mockRejectedValue(
    Object.assign(new StoreError("newer"), { code: "record_newer" }),
  );
  expect(await check.pass(signal)).toEqual({ repaired: 0 });
  expect(await index.ofId("f1")).toBeDefined();
});

it("compares only what could not be written in the only process", async () => {
  const { log, store, index, registry, check } = await setUp([aFollow()], false);
  store.beforeWrite = (follow) => {
    // The store writes, but does not answer.
    store.beforeWrite = undefined;
    void putFollow(store.follows, follow);
    throw new StoreError("no answer");
  };
  const settling = registry.update(followKey(aFollow()), (follow) =>
    settle(follow, { kind: "failed" }, 61_000),
  );
  await expect(settling).rejects.toThrow(StoreError);
  store.failWith(down);
  await expect(check.pass(signal)).rejects.toThrow(StoreError);
  store.failWith(undefined);
  expect(await check.pass(signal)).toEqual({ repaired: 1 });
  expect(await index.ofId("f1")).toMatchObject(aSettledEntry);
  const list = vi.spyOn(store.follows, "follows");
  expect(await check.pass(signal)).toEqual({ repaired: 0 });
  expect(list).not.toHaveBeenCalled();
  expect(log.of("index.repaired")).toHaveLength(1);
});

const aSettledEntry = { state: aSettledFollow({ kind: "failed" }).state, settledAt: 61_000 };

import { describe, expect, it } from "vitest";
import { StoreError } from "../../../../src/core/errors.ts";
import {
  addRequester,
  followKey,
  markDelivered,
  settle,
  type Follow,
} from "../../../../src/core/follow/follow.ts";
import { FollowArchive } from "../../../../src/services/following/follow-archive.ts";
import { MemoryFollowIndex } from "../../../../src/services/following/indexing/memory-follow-index.ts";
import { FollowRegistry } from "../../../../src/services/following/follow-registry.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { aFollow, aSettledFollow, openFollows, putFollow } from "../../../support/follows.ts";
import { PLENTY } from "../../../support/limits.ts";

const KEY = followKey(aFollow());
const forgotten = aSettledFollow({ kind: "forgotten", by: "ann" }, { requesters: ["ann", "bob"] });

/** A registry; `events` notes what it announces, and what the store had by then. */
async function setUp(follows: readonly Follow[] = []) {
  const store = createFakeStore(follows);
  const log = createFakeLogger();
  const archive = new FollowArchive({ clock: new FakeClock() });
  const index = new MemoryFollowIndex({ clock: new FakeClock() });
  const registry = new FollowRegistry(store.follows, { archive, index, log, isAllowed });
  const events: string[] = [];
  for (const event of ["settled", "restored", "changed", "closed"] as const)
    registry.events.on(event, (follow) => {
      const stored = store.all().find(({ id }) => id === follow.id);
      expect(stored).toEqual(follow);
      events.push(`${event} ${follow.id}`);
    });
  await registry.load();
  return { store, log, archive, index, registry, events };
}

const isAllowed = (): boolean => true;
const isServed = ({ source }: Pick<Follow, "source">): boolean => source === "pika";

/** Whether a person may request one more follow. */
async function hasRoom(registry: FollowRegistry, userId: string): Promise<boolean> {
  const quotas = { ...PLENTY, followsPerUser: 1 };
  const request = aFollow({ jobId: "another", requesters: [userId] });
  const reservation = await registry.reserve(request, quotas);
  await reservation.release?.();
  return reservation.full === undefined;
}

const delivered = (follow: Follow): Follow =>
  markDelivered(follow, { id: "m1" }, new FakeClock().now());

describe("reading the store at the start", () => {
  const open = aFollow({ id: "open", jobId: "job-2" });
  const over = delivered(aSettledFollow({ kind: "failed" }, { id: "over" }));

  it("indexes the open follows, archives the ended ones, and announces none", async () => {
    const parked = aFollow({ id: "other", jobId: "job-3", source: "fal" });
    const store = createFakeStore([open, over, parked]);
    const archive = new FollowArchive({ clock: new FakeClock() });
    const log = createFakeLogger();
    const index = new MemoryFollowIndex({ clock: new FakeClock() });
    const options = { archive, index, log, isAllowed, isServed };
    const registry = new FollowRegistry(store.follows, options);
    const read: string[] = [];
    registry.events.on("closed", () => expect.unreachable());
    await registry.load(async ({ id }) => void read.push(id));
    expect(await openFollows(registry)).toEqual([open]);
    expect(await registry.get(followKey(parked))).toBeUndefined();
    expect(await index.ofId("other")).toMatchObject({ id: "other" });
    expect(read.toSorted()).toEqual(["open", "other", "over"]);
    expect(archive.latestOf(over.channel)).toEqual([over]);
  });

  it("ends when the relay stops during its start", async () => {
    const follows = ["f1", "f2", "f3"].map((id) => aFollow({ id, jobId: `job-${id}` }));
    const store = createFakeStore(follows);
    const archive = new FollowArchive({ clock: new FakeClock() });
    const log = createFakeLogger();
    const index = new MemoryFollowIndex({ clock: new FakeClock() });
    const registry = new FollowRegistry(store.follows, { archive, index, log, isAllowed });
    const stopping = new AbortController();
    await registry.load(async () => stopping.abort(), stopping.signal);
    expect(await openFollows(registry)).toHaveLength(1);
  });
});

describe("inserting a follow", () => {
  it("stores it; a pending one is not announced, because its command shows it", async () => {
    const { store, registry, events } = await setUp();
    expect(await registry.insert(aFollow())).toEqual({ follow: aFollow(), before: undefined });
    expect(store.all()).toEqual([aFollow()]);
    expect(await registry.get(KEY)).toEqual(aFollow());
    expect(events).toEqual([]);
  });

  it("announces one whose outcome is known", async () => {
    const { registry, events } = await setUp();
    await registry.insert(aSettledFollow({ kind: "failed" }));
    expect(events).toEqual(["settled f1"]);
  });

  it("does nothing while one with its key is open: of two at once the first wins", async () => {
    const { store, registry, events } = await setUp();
    const all = await Promise.all(["f1", "f2"].map((id) => registry.insert(aFollow({ id }))));
    expect(all.map((insertion) => insertion?.follow.id)).toEqual(["f1", undefined]);
    expect(store.all()).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it("replaces a stopped one whose other requesters are not told yet, and takes them over", async () => {
    const { registry } = await setUp([forgotten]);
    const next = aFollow({ id: "f2", requesters: ["cat"] });
    const insertion = await registry.insert(next);
    expect(insertion).toMatchObject({
      follow: { requesters: ["cat", "bob"] },
      before: { id: "f1" },
    });
    expect(await registry.ofId("f1")).toBeUndefined();
  });

  it("rejects if the store fails, changes nothing and announces nothing", async () => {
    const { store, registry, events } = await setUp();
    store.failWith(new Error("no disk"));
    await expect(registry.insert(aSettledFollow({ kind: "failed" }))).rejects.toThrow(StoreError);
    store.failWith(undefined);
    expect(await hasRoom(registry, "ann")).toBe(true);
    expect(await openFollows(registry)).toEqual([]);
    expect(events).toEqual([]);
  });
});

describe("updating a follow", () => {
  it("stores each change after the one before, and announces them in that order", async () => {
    const { registry, events } = await setUp([aFollow()]);
    await Promise.all([
      registry.update(KEY, (follow) => ({ ...follow, trouble: "unavailable" })),
      registry.update(KEY, (follow) => settle(follow, { kind: "failed" }, 61_000)),
      registry.update(KEY, delivered),
    ]);
    expect(events).toEqual(["changed f1", "settled f1", "closed f1"]);
  });

  it("moves an ended one to the archive", async () => {
    const { archive, registry } = await setUp([aSettledFollow({ kind: "failed" })]);
    const over = await registry.update(KEY, delivered);
    expect(await openFollows(registry)).toEqual([]);
    expect(archive.latestOf(aFollow().channel)).toEqual([over]);
  });

  it("stores and announces nothing if nothing changes, or nothing is there", async () => {
    const { registry, store, events } = await setUp([aFollow()]);
    store.beforeWrite = () => expect.unreachable();
    expect(await registry.update(KEY, (follow) => follow)).toEqual(aFollow());
    expect(await registry.update("another", () => expect.unreachable())).toBeUndefined();
    expect(events).toEqual([]);
  });

  it("rejects if the store fails, with the follow and the quotas as before", async () => {
    const { store, registry, events } = await setUp([aFollow()]);
    store.failWith(new Error("no disk"));
    const joined = registry.update(KEY, (follow) => addRequester(follow, "bob"));
    await expect(joined).rejects.toThrow(StoreError);
    store.failWith(undefined);
    expect(await registry.get(KEY)).toEqual(aFollow());
    expect(await hasRoom(registry, "bob")).toBe(true);
    expect(await hasRoom(registry, "ann")).toBe(false);
    expect(events).toEqual([]);
  });

  it("leaves a follow that another process has ended", async () => {
    const { store, registry, events } = await setUp([aFollow()]);
    const over = delivered(aSettledFollow({ kind: "failed" }));
    await putFollow(store.follows, over);
    const changed = registry.update(KEY, (follow) => ({ ...follow, trouble: "unavailable" }));
    expect(await changed).toBeUndefined();
    expect(await openFollows(registry)).toEqual([]);
    expect(store.all()).toEqual([over]);
    expect(events).toEqual([]);
  });

  it("does not change a follow that has replaced the given one", async () => {
    const { store, registry } = await setUp([aFollow({ id: "f2" })]);
    expect(await registry.updateOf(aFollow(), () => expect.unreachable())).toBeUndefined();
    expect(store.all()).toEqual([aFollow({ id: "f2" })]);
  });

  it("succeeds whatever a listener does", async () => {
    const { store, log, registry } = await setUp([aFollow()]);
    registry.events.on("changed", () => {
      throw new Error("a defect");
    });
    await registry.update(KEY, (follow) => ({ ...follow, trouble: "unavailable" }));
    expect(store.all()).toMatchObject([{ trouble: "unavailable" }]);
    expect(log.of("listener.failed")).toMatchObject([{ event: "changed" }]);
  });

  it("lets a listener write to the same follow: that write comes after", async () => {
    const { registry, events } = await setUp([aFollow()]);
    const written: Promise<unknown>[] = [];
    registry.events.on("settled", ({ id }) => {
      written.push(registry.update(KEY, (follow) => ({ ...follow, delivery: "post" })));
      events.push(`heard ${id}`);
    });
    await registry.update(KEY, (follow) => settle(follow, { kind: "failed" }, 61_000));
    await Promise.all(written);
    expect(await registry.get(KEY)).toMatchObject({ state: "settled", delivery: "post" });
    expect(events).toEqual(["settled f1", "heard f1"]);
  });
});

describe("taking a follow back", () => {
  it("removes it, and announces nothing", async () => {
    const { store, registry, events } = await setUp();
    const insertion = await registry.insert(aFollow());
    expect(await registry.withdraw(insertion!, "ann")).toBeUndefined();
    expect(store.all()).toEqual([]);
    expect(events).toEqual([]);
  });

  it("restores the stopped one that it replaced, whose delivery may have got further than stored", async () => {
    const { registry, events } = await setUp([forgotten]);
    const insertion = await registry.insert(aFollow({ id: "f2", requesters: ["cat"] }));
    expect(await registry.withdraw(insertion!, "cat")).toEqual(forgotten);
    expect(await registry.get(KEY)).toEqual(forgotten);
    expect(events).toEqual(["restored f1"]);
  });

  it("keeps it for users who joined meanwhile, and gives the first requester's place back", async () => {
    const { store, registry, events } = await setUp();
    const insertion = await registry.insert(aFollow());
    await registry.update(KEY, (follow) => addRequester(follow, "bob"));
    expect(await registry.withdraw(insertion!, "ann")).toMatchObject({ requesters: ["bob"] });
    expect(store.all()).toMatchObject([{ id: "f1", state: "pending", requesters: ["bob"] }]);
    expect(await hasRoom(registry, "ann")).toBe(true);
    expect(await hasRoom(registry, "bob")).toBe(false);
    expect(events).toEqual(["changed f1"]);
  });

  it("does nothing to a follow that has replaced it", async () => {
    const { store, registry } = await setUp();
    const insertion = await registry.insert(aFollow());
    const settled = aSettledFollow({ kind: "forgotten", by: "ann" });
    await registry.update(KEY, () => settled);
    const other = aFollow({ id: "f2", requesters: ["bob"] });
    await registry.insert(other);
    expect(await registry.withdraw(insertion!, "ann")).toBeUndefined();
    expect(store.all()).toEqual([other]);
    expect(await registry.ofId("f2")).toEqual(other);
  });
});

describe("amending an ended follow", () => {
  const over = delivered(aSettledFollow({ kind: "failed" }));

  it("stores what is learned later", async () => {
    const { store, registry, events } = await setUp([over]);
    await registry.amend({ ...over, statusShown: "x" });
    expect(store.all()).toMatchObject([{ id: "f1", statusShown: "x" }]);
    expect(events).toEqual([]);
  });

  it("does nothing if another one has replaced it", async () => {
    const { store, registry } = await setUp([aFollow({ id: "f2" })]);
    await registry.amend({ ...over, statusShown: "x" });
    expect(store.all()).toEqual([aFollow({ id: "f2" })]);
  });
});

describe("repairing the index", () => {
  it("adds what is missing, corrects what is wrong and removes what has no open record", async () => {
    const { store, index, registry } = await setUp([aFollow()]);
    expect(await registry.repair(KEY)).toBe(false);
    await index.remove(KEY, "f1");
    expect(await registry.repair(KEY)).toBe(true);
    expect(await index.get(KEY)).toMatchObject({ id: "f1", state: "pending" });
    await putFollow(store.follows, aSettledFollow({ kind: "failed" }));
    expect(await registry.repair(KEY)).toBe(true);
    expect(await index.get(KEY)).toMatchObject({ state: "settled", settledAt: 61_000 });
    await putFollow(store.follows, delivered(aSettledFollow({ kind: "failed" })));
    expect(await registry.repair(KEY)).toBe(true);
    expect(await index.get(KEY)).toBeUndefined();
  });

  it("waits for a write to the same follow", async () => {
    const { store, index, registry } = await setUp();
    let repairing: Promise<boolean> | undefined;
    store.beforeWrite = () => {
      repairing ??= registry.repair(KEY);
    };
    await registry.insert(aFollow());
    expect(await repairing).toBe(false);
    expect(await index.get(KEY)).toMatchObject({ id: "f1" });
  });
});

it("stores and announces a change whose entry cannot be written", async () => {
  const { log, index, registry, events } = await setUp([aFollow()]);
  index.put = async () => {
    throw new StoreError("the index is down");
  };
  await registry.update(KEY, (follow) => settle(follow, { kind: "failed" }, 61_000));
  expect(events).toEqual(["settled f1"]);
  expect(log.of("follow.not_indexed")).toHaveLength(1);
});

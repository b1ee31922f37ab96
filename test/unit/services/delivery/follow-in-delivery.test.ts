import { expect, it } from "vitest";
import { NotOursError } from "../../../../src/core/errors.ts";
import { FollowInDelivery } from "../../../../src/services/delivery/follow-in-delivery.ts";
import { FollowArchive } from "../../../../src/services/following/follow-archive.ts";
import { MemoryFollowIndex } from "../../../../src/services/following/indexing/memory-follow-index.ts";
import { FollowRegistry } from "../../../../src/services/following/follow-registry.ts";
import { markDelivered } from "../../../../src/core/follow/follow.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { createFakeStore } from "../../../support/fakes/fake-store.ts";
import { aSettledFollow, putFollow } from "../../../support/follows.ts";

const settled = aSettledFollow({ kind: "failed" });

async function startDelivery() {
  const store = createFakeStore([settled]);
  const registry = new FollowRegistry(store.follows, {
    archive: new FollowArchive({ clock: new FakeClock() }),
    index: new MemoryFollowIndex({ clock: new FakeClock() }),
    log: createFakeLogger(),
    isAllowed: () => true,
  });
  await registry.load();
  return { store, registry, follow: new FollowInDelivery(registry, settled) };
}

it("is the current record, whoever changed it, once the store is asked", async () => {
  const { registry, follow } = await startDelivery();
  await registry.updateOf(settled, (each) => ({ ...each, requesters: ["ann", "bob"] }));
  await follow.isStillOurs();
  expect(follow.current.requesters).toEqual(["ann", "bob"]);
});

it("stores changes until it has ended", async () => {
  const { store, follow } = await startDelivery();
  await follow.save((each) => ({ ...each, delivery: "thread" }));
  expect(store.all()).toMatchObject([{ delivery: "thread" }]);
  await follow.save((each) => markDelivered(each, { id: "m1" }, 99_000));
  expect([await follow.isStillOurs(), follow.current.state]).toEqual([false, "delivered"]);
  expect(await follow.save((each) => ({ ...each, delivery: "edit" }))).toBeUndefined();
  expect(store.all()).toMatchObject([{ delivery: "thread" }]);
});

it("is no longer ours once another process has changed its state, although this one has it open", async () => {
  const { store, follow } = await startDelivery();
  expect(await follow.isStillOurs()).toBe(true);
  await putFollow(store.follows, markDelivered(settled, { id: "m1" }, 99_000));
  expect(await follow.isStillOurs()).toBe(false);
  expect(await follow.save((each) => ({ ...each, delivery: "edit" }))).toBeUndefined();
});

it("is no longer ours once another follow has its place", async () => {
  const { store, follow } = await startDelivery();
  await putFollow(store.follows, { ...settled, id: "f2" });
  expect(await follow.isStillOurs()).toBe(false);
});

// A process that was suspended while it posted overwrote what the next one had stored, which then posted a third time.
it("keeps no checkpoint once another process has stored one", async () => {
  const { store, follow } = await startDelivery();
  await follow.saveCheckpoint({ after: "m1" });
  await follow.saveCheckpoint({ after: "m2" });
  await putFollow(store.follows, { ...settled, checkpoint: { after: "theirs" } });
  await expect(follow.saveCheckpoint({ after: "m3" })).rejects.toBeInstanceOf(NotOursError);
  expect(store.all()).toMatchObject([{ checkpoint: { after: "theirs" } }]);
});

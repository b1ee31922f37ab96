import { expect, it } from "vitest";
import { followKey, markDelivered, type Follow } from "../../../../src/core/follow/follow.ts";
import { FollowArchive } from "../../../../src/services/following/follow-archive.ts";
import { FollowRegistry } from "../../../../src/services/following/follow-registry.ts";
import { MemoryFollowIndex } from "../../../../src/services/following/indexing/memory-follow-index.ts";
import { EndedFollows } from "../../../../src/services/processes/ended-follows.ts";
import { FakeClock, settle } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { createFakeStore, type FakeStore } from "../../../support/fakes/fake-store.ts";
import { aFollow, aSettledFollow, putFollow } from "../../../support/follows.ts";
import {
  FakeHeldPartition,
  holdsAll,
  holdsNothing,
} from "../../../support/several/fake-held-partition.ts";
import { FakeProcesses } from "../../../support/several/fake-processes.ts";

const settled = aSettledFollow({ kind: "failed" });
const key = followKey(settled);

/** What several processes share. */
interface World {
  readonly store: FakeStore;
  readonly hub: FakeProcesses;
  readonly clock: FakeClock;
}

async function join({ store, hub, clock }: World, partition?: FakeHeldPartition) {
  const log = createFakeLogger();
  const archive = new FollowArchive({ clock });
  const index = new MemoryFollowIndex({ clock });
  const registry = new FollowRegistry(store.follows, {
    archive,
    index,
    isAllowed: () => true,
    log,
  });
  await registry.load();
  const ended = new EndedFollows({
    held: partition ? holdsAll(partition) : holdsNothing,
    messages: hub.join("worker").messages,
    registry,
    archive,
    store: store.follows,
    clock,
    log,
  });
  await ended.start();
  return { ended, registry, archive, log };
}

/** Two processes on one store; the other one holds everything. */
async function start(follows: readonly Follow[] = [settled]) {
  const clock = new FakeClock();
  const world = { store: createFakeStore(follows), hub: new FakeProcesses(clock), clock };
  const partition = new FakeHeldPartition();
  const one = await join(world);
  const other = await join(world, partition);
  const deliver = () =>
    one.registry.update(key, (follow) => markDelivered(follow, { id: "m1" }, clock.now()));
  return { ...world, one, other, partition, deliver };
}

it("knows at once which follows have ended in another process", async () => {
  const { other, deliver } = await start();
  await deliver();
  await settle();
  expect(other.archive.keyOf(settled.id)).toBe(key);
});

it("knows it in its next pass if the message was lost", async () => {
  const { other, deliver, hub, clock } = await start();
  hub.isAway = true;
  await deliver();
  await settle();
  expect(other.archive.keyOf(settled.id)).toBeUndefined();
  other.ended.wake();
  await clock.advance(0);
  expect(other.archive.keyOf(settled.id)).toBe(key);
  await other.ended.stop();
});

it("has the holder of the channel show the ends that a process which died has not shown", async () => {
  const { other, partition, store, clock } = await start([aFollow({ id: "open", jobId: "job-2" })]);
  await putFollow(store.follows, markDelivered(settled, { id: "m1" }, clock.now()));
  other.ended.wake();
  await clock.advance(0);
  expect(partition.asked).toEqual(["resume f1"]);
});

it("logs that it could not read an ended follow", async () => {
  const { other, hub, store } = await start();
  store.failWith(new Error("disk full"));
  await hub.join("worker").messages.publish({ kind: "ended", followKey: key });
  await settle();
  expect(other.log.of("ended.not_read")).toHaveLength(1);
});

import { randomUUID } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import type { IndexedFollow } from "../../../../../src/core/ports/follow-index.ts";
import { followKey } from "../../../../../src/core/follow/follow-key.ts";
import { MemoryFollowIndex } from "../../../../../src/services/following/indexing/memory-follow-index.ts";
import { describeFollowIndex } from "../../../../contracts/follow-index.ts";
import { FakeClock } from "../../../../support/fakes/fake-clock.ts";

let clock: FakeClock;

describeFollowIndex({
  name: "memory",
  create: async () => {
    clock = new FakeClock();
    return new MemoryFollowIndex({ clock });
  },
  advance: (ms) => clock.advance(ms),
});

/** Bytes of the heap that are in use. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A follow as it comes from the store: it shares no text with another one. */
function aStoredFollow(index: number): IndexedFollow {
  const jobId = randomUUID();
  const workspace = `10000000000000${index % 2_500}`;
  const channel = `20000000000000${index % 2_500}`;
  const follow: IndexedFollow = {
    id: randomUUID(),
    source: "pika",
    jobId,
    publicId: jobId.slice(0, 8),
    channel: { platform: "discord", workspace, channel },
    origin: "command",
    state: "pending",
    requesters: [`30000000000000${index % 10_000}`],
    createdAt: 1_790_000_000_000 + index,
  };
  return JSON.parse(JSON.stringify(follow)) as IndexedFollow;
}

it("takes at most 400 bytes for a follow", async () => {
  const index = new MemoryFollowIndex({ clock: new FakeClock() });
  const count = 50_000;
  const before = usedBytes();
  for (let each = 0; each < count; each += 1) await index.put(aStoredFollow(each));
  expect((usedBytes() - before) / count).toBeLessThan(400);
  expect(await index.ofId("none")).toBeUndefined();
});

it("finds a name in a channel with 20,000 follows without a search through them", async () => {
  const index = new MemoryFollowIndex({ clock: new FakeClock() });
  const { channel } = aStoredFollow(0);
  const follows = Array.from({ length: 20_000 }, (_each, at) => ({
    ...aStoredFollow(at),
    channel,
  }));
  for (const follow of follows) await index.put(follow);
  const startedAt = performance.now();
  for (const { publicId } of follows) await index.ofName(channel, publicId);
  // A search took 1 ms.
  expect((performance.now() - startedAt) / follows.length).toBeLessThan(0.2);
});

it("finds the names of a large channel after some have gone, come, and changed", async () => {
  const index = new MemoryFollowIndex({ clock: new FakeClock() });
  const { channel } = aStoredFollow(0);
  const follow = (at: number, publicId = `name-${at}`): IndexedFollow => ({
    ...aStoredFollow(at),
    channel,
    id: `f${at}`,
    jobId: `job-${at}`,
    publicId,
  });
  for (let at = 0; at < 100; at += 1) await index.put(follow(at));
  const named = async (name: string) =>
    (await index.ofName(channel, name)).map(({ jobId }) => jobId);
  expect(await named("name-7")).toEqual(["job-7"]);
  await index.remove(followKey(follow(7)), "f7");
  await index.put(follow(200, "name-8"));
  expect([await named("name-7"), await named("name-8")]).toEqual([[], ["job-8", "job-200"]]);
  await index.put(follow(8, "other"));
  expect([await named("name-8"), await named("other")]).toEqual([["job-200"], ["job-8"]]);
});

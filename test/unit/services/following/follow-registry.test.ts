import { describe, expect, it } from "vitest";
import { addRequester, followKey } from "../../../../src/core/follow/follow.ts";
import { FollowArchive } from "../../../../src/services/following/follow-archive.ts";
import { FollowRegistry } from "../../../../src/services/following/follow-registry.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { createFakeLogger } from "../../../support/fake-logger.ts";
import { createFakeStore } from "../../../support/fake-store.ts";
import { aFollow, aSettledFollow } from "../../../support/follows.ts";

function createRegistry() {
  const store = createFakeStore();
  const registry = new FollowRegistry(store.follows, {
    archive: new FollowArchive({ clock: new FakeClock() }),
    log: createFakeLogger(),
    isAllowed: () => true,
  });
  return { store, registry };
}

describe("taking a follow back", () => {
  it("leaves it to people who joined meanwhile, and gives the first requester's place back", async () => {
    const { store, registry } = createRegistry();
    const insertion = await registry.insert(aFollow());
    await registry.update(followKey(aFollow()), (follow) => addRequester(follow, "bob"));
    expect(await registry.withdraw(insertion!, "ann")).toMatchObject({ requesters: ["bob"] });
    expect(store.all()).toMatchObject([{ id: "f1", state: "pending", requesters: ["bob"] }]);
    const quotas = { followsPerUser: 1, followsPerChannel: 9, commandsPerMinute: 9 };
    const { channel } = aFollow();
    expect(registry.hasRoomFor("ann", channel, quotas)).toBe(true);
    expect(registry.hasRoomFor("bob", channel, quotas)).toBe(false);
  });

  it("does nothing to a follow that has taken its place", async () => {
    const { store, registry } = createRegistry();
    const insertion = await registry.insert(aFollow());
    const settled = aSettledFollow({ kind: "forgotten", by: "ann" });
    await registry.update(followKey(settled), () => settled);
    const other = aFollow({ id: "f2", requesters: ["bob"] });
    await registry.insert(other);
    expect(await registry.withdraw(insertion!, "ann")).toBeUndefined();
    expect(store.all()).toEqual([other]);
    expect(registry.ofId("f2")).toEqual(other);
  });
});

it("stops reading the store when the relay stops during its start", async () => {
  const follows = ["f1", "f2", "f3"].map((id) => aFollow({ id, jobId: `job-${id}` }));
  const store = createFakeStore(follows);
  await store.start();
  const archive = new FollowArchive({ clock: new FakeClock() });
  const registry = new FollowRegistry(store.follows, {
    archive,
    log: createFakeLogger(),
    isAllowed: () => true,
  });
  const stopping = new AbortController();
  const accepts = (): boolean => {
    stopping.abort();
    return true;
  };
  await registry.load(accepts, () => {}, stopping.signal);
  expect(registry.all()).toHaveLength(1);
});

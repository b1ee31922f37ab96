import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createKeyvStore, type KeyvStore } from "../../../../../src/adapters/keyv/store.ts";
import { systemClock } from "../../../../../src/adapters/node/system-clock.ts";
import { followKey, type Follow } from "../../../../../src/core/follow/follow.ts";
import { createFakeLogger } from "../../../../support/fakes/fake-logger.ts";
import { aFollow, putFollow } from "../../../../support/follows.ts";

const key = followKey(aFollow());

let directory: string;
let store: KeyvStore;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "pika-relay-store-"));
  const path = join(directory, "relay.sqlite");
  const location = { scheme: "sqlite", path } as const;
  store = createKeyvStore({ store: location, clock: systemClock, log: createFakeLogger() });
  await store.start();
});
afterEach(async () => {
  await store.stop();
  rmSync(directory, { recursive: true });
});

const addRequester =
  (name: string) =>
  (stored: Follow | undefined): Follow | undefined =>
    stored && { ...stored, requesters: [...stored.requesters, name] };

// Each read before all wrote, so all but one had to begin again, after a pause, and then all but two.
it("changes a record once for each of the updates that arrive together", async () => {
  await putFollow(store.follows, aFollow({ requesters: [] }));
  const names = Array.from({ length: 20 }, (_, index) => `person-${index}`);
  const changes = names.map((name) => vi.fn(addRequester(name)));
  await Promise.all(changes.map((change) => store.follows.update(key, change)));
  expect((await store.follows.get(key))?.requesters).toEqual(names);
  for (const change of changes) expect(change).toHaveBeenCalledTimes(1);
});

it("lets an update whose change throws fail alone, with what it threw", async () => {
  await putFollow(store.follows, aFollow({ requesters: [] }));
  const thrown = new RangeError("not now");
  const fail = (): never => {
    throw thrown;
  };
  const results = await Promise.allSettled([
    store.follows.update(key, addRequester("bob")),
    store.follows.update(key, fail),
    store.follows.update(key, () => aFollow({ createdAt: Number.NaN })),
    store.follows.update(key, addRequester("eve")),
  ]);
  expect(results).toMatchObject([
    { status: "fulfilled" },
    { status: "rejected", reason: thrown },
    { status: "rejected", reason: { code: "store_unavailable" } },
    { status: "fulfilled" },
  ]);
  expect((await store.follows.get(key))?.requesters).toEqual(["bob", "eve"]);
});

it("removes a record, writes it anew, and leaves it as it is, in updates that arrive together", async () => {
  await putFollow(store.follows, aFollow());
  const anew = aFollow({ id: "anew" });
  const seen: unknown[] = [];
  const see = (after: Follow | undefined) => (before: Follow | undefined) => {
    seen.push(before?.id);
    return after;
  };
  const same = vi.fn((stored: Follow | undefined) => stored);
  await Promise.all([
    store.follows.update(key, see(undefined)),
    store.follows.update(key, see(anew)),
    store.follows.update(key, same),
  ]);
  expect(seen).toEqual([aFollow().id, undefined]);
  expect(same).toHaveBeenCalledWith(anew);
  expect(await store.follows.get(key)).toEqual(anew);
});

import { describe, expect, it, onTestFinished, vi } from "vitest";
import { MemoryAdapter } from "../../../../src/adapters/keyv/memory-adapter.ts";
import { KeyvStore } from "../../../../src/adapters/keyv/store.ts";
import type { StorageAdapter, ToChange } from "../../../../src/adapters/keyv/strict-adapter.ts";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import {
  COSTS_KEPT_FOR_MS,
  createMonthlyCost,
  monthlyCostKey,
} from "../../../../src/core/channel/monthly-cost.ts";
import { followKey, type Follow } from "../../../../src/core/follow/follow.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aFollow, DISCORD_CHANNEL, putFollow } from "../../../support/follows.ts";
import { DURATIONS_KEPT_FOR_MS } from "../../../../src/core/job/model-durations.ts";
import { durationsOf } from "../../../contracts/store/duration-store.ts";
import { costsOf, putCost } from "../../../contracts/store/cost-store.ts";
import { followsOf } from "../../../contracts/store/follow-store.ts";
import { putDurations, putSettings } from "../../../contracts/store/put-records.ts";

const key = followKey(aFollow());
const broken = new Error("connection broken");

/** Two started stores on the same records, as two processes have them. */
async function createStores() {
  const records = new Map<string, unknown>();
  const log = createFakeLogger();
  const open = async () => {
    const adapter = new MemoryAdapter(records);
    const store = new KeyvStore({ open: async () => adapter, clock: systemClock, log });
    await store.start();
    return { adapter, store };
  };
  return { one: await open(), other: await open(), records, log };
}

const join =
  (name: string) =>
  (stored: Follow | undefined): Follow | undefined =>
    stored && { ...stored, requesters: [...stored.requesters, name] };

describe("an update", () => {
  it("runs its change again if another process has written since it read", async () => {
    const { one, other } = await createStores();
    await putFollow(one.store.follows, aFollow({ requesters: [] }));
    const replace = one.adapter.replace.bind(one.adapter);
    vi.spyOn(one.adapter, "replace").mockImplementationOnce(async (...args) => {
      await other.store.follows.update(key, join("eve"));
      return replace(...args);
    });
    const change = vi.fn(join("bob"));
    const { before, after } = await one.store.follows.update(key, change);
    expect(change).toHaveBeenCalledTimes(2);
    expect(before?.requesters).toEqual(["eve"]);
    expect(after?.requesters).toEqual(["eve", "bob"]);
    expect(await other.store.follows.get(key)).toEqual(after);
  });

  it("whose answer is lost resolves if it was written, though the store could not be read at once", async () => {
    const { one } = await createStores();
    await putFollow(one.store.follows, aFollow({ requesters: [] }));
    const replace = one.adapter.replace.bind(one.adapter);
    vi.spyOn(one.adapter, "replace").mockImplementationOnce(async (...args) => {
      await replace(...args);
      vi.spyOn(one.adapter, "get").mockRejectedValueOnce(broken).mockRejectedValueOnce(broken);
      throw broken;
    });
    const change = vi.fn(join("bob"));
    const update = await one.store.follows.update(key, change);
    expect(change).toHaveBeenCalledTimes(1);
    expect(update).toMatchObject({ before: { requesters: [] }, after: { requesters: ["bob"] } });
  });

  it("that removes a record resolves if only its answer was lost", async () => {
    const { one } = await createStores();
    await putFollow(one.store.follows, aFollow());
    const replace = one.adapter.replace.bind(one.adapter);
    vi.spyOn(one.adapter, "replace").mockImplementationOnce(async (...args) => {
      await replace(...args);
      throw broken;
    });
    expect(await one.store.follows.update(key, () => undefined)).toEqual({ before: aFollow() });
  });

  it("whose answer is lost rejects if it was not written, or if that cannot be read", async () => {
    const { one } = await createStores();
    await putFollow(one.store.follows, aFollow({ requesters: [] }));
    vi.spyOn(one.adapter, "replace").mockRejectedValue(broken);
    const failed = { code: "store_unavailable", cause: broken };
    await expect(one.store.follows.update(key, join("bob"))).rejects.toMatchObject(failed);

    vi.spyOn(one.adapter, "replace").mockImplementation(async () => {
      vi.spyOn(one.adapter, "get").mockRejectedValue(new Error("still down"));
      throw broken;
    });
    const started = performance.now();
    await expect(one.store.follows.update(key, join("bob"))).rejects.toMatchObject(failed);
    expect(performance.now() - started).toBeLessThan(3_000);
    vi.restoreAllMocks();
    expect((await one.store.follows.get(key))?.requesters).toEqual([]);
  });
});

it("does not begin to write once the caller of an update has been told that it failed", async () => {
  const { one } = await createStores();
  const gate = Promise.withResolvers<void>();
  const late = vi.fn();
  const adapter: StorageAdapter = Object.assign(one.adapter, {
    modify: async (_key: string, toChange: ToChange) => {
      await gate.promise;
      try {
        toChange(undefined);
      } catch (error) {
        late(error);
      }
    },
  });
  const options = { open: async () => adapter, clock: systemClock, log: createFakeLogger() };
  const store = new KeyvStore({ ...options, answerTimeoutMs: 20 });
  await store.start();
  const change = vi.fn(() => aFollow());
  await expect(store.follows.update(key, change)).rejects.toMatchObject({
    code: "store_unavailable",
  });
  gate.resolve();
  await vi.waitFor(() => expect(late).toHaveBeenCalledTimes(1));
  expect(change).not.toHaveBeenCalled();
});

describe("a list", () => {
  it("reads each record once, in pages", async () => {
    const { one } = await createStores();
    for (let index = 0; index < 250; index += 1)
      await putFollow(one.store.follows, aFollow({ id: String(index), jobId: `job-${index}` }));
    await putSettings(one.store, { channel: aFollow().channel });
    const get = vi.spyOn(one.adapter, "get");
    expect(await followsOf(one.store)).toHaveLength(250);
    expect(get).not.toHaveBeenCalled();
  });
});

const COST = createMonthlyCost(DISCORD_CHANNEL, "2026-01");

it("drops the costs of a month some time after the last change of them", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const { store } = (await createStores()).one;
  await putCost(store, COST);
  vi.setSystemTime(Date.now() + COSTS_KEPT_FOR_MS - 1_000);
  expect(await costsOf(store)).toEqual([COST]);
  vi.setSystemTime(Date.now() + 2_000);
  expect(await costsOf(store)).toEqual([]);
  expect(await store.costs.get(monthlyCostKey(COST))).toBeUndefined();
});

it("quarantines costs that cannot be read, and leaves those of a newer release alone", async () => {
  const { one, records, log } = await createStores();
  const { store } = one;
  await putCost(store, COST);
  const [recordKey] = [...records.keys()];
  records.set(recordKey!, {
    value: JSON.stringify({ value: { ...COST, version: 1, sums: "many" } }),
  });
  expect(await costsOf(store)).toEqual([]);
  expect(log.of("record.set_aside")).toMatchObject([
    { record: expect.stringMatching(/^aside:cost:/) },
  ]);
  records.set(recordKey!, { value: JSON.stringify({ value: { version: 99, other: "shape" } }) });
  await expect(store.costs.get(monthlyCostKey(COST))).rejects.toMatchObject({
    code: "record_newer",
  });
});

it("sets an unreadable record aside without the one that another process has stored in its place", async () => {
  const { one, other, records } = await createStores();
  await putFollow(one.store.follows, aFollow());
  const [recordKey] = [...records.keys()];
  records.set(recordKey!, { value: '{"value":{"version":0}}' });
  const set = one.adapter.set.bind(one.adapter);
  vi.spyOn(one.adapter, "set").mockImplementationOnce(async (...args) => {
    await putFollow(other.store.follows, aFollow());
    return set(...args);
  });
  // The slower of two processes used to delete the follow that was stored after the faster one had set the broken one aside.
  await followsOf(one.store);
  expect(await other.store.follows.get(key)).toEqual(aFollow());
  expect([...records.keys()].filter((name) => name.startsWith("aside:"))).toHaveLength(1);
});

it("drops the durations of a model 90 days after its last job", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const { store } = (await createStores()).one;
  const durations = { source: "fal", model: "m", started: [], submitted: [], followed: [1] };
  await putDurations(store, durations);
  vi.setSystemTime(Date.now() + DURATIONS_KEPT_FOR_MS - 1_000);
  expect(await durationsOf(store)).toEqual([durations]);
  vi.setSystemTime(Date.now() + 2_000);
  expect(await durationsOf(store)).toEqual([]);
});

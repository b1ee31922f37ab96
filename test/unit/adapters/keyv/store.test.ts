import { MemoryAdapter } from "../../../../src/adapters/keyv/memory-adapter.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { KEPT_FOR_MS } from "../../../../src/core/follow/follow.ts";
import { createKeyvStore, KeyvStore } from "../../../../src/adapters/keyv/store.ts";
import type { StorageAdapter } from "../../../../src/adapters/keyv/strict-adapter.ts";
import { StoreError } from "../../../../src/core/errors.ts";
import { followKey } from "../../../../src/core/follow/follow.ts";
import { followsOf } from "../../../contracts/store/follow-store.ts";
import { describeRelayStore } from "../../../contracts/store/relay-store.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { aFollow, putFollow, removeFollow } from "../../../support/follows.ts";

const driver = {
  create: async () =>
    createKeyvStore({ store: { scheme: "memory" }, clock: systemClock, log: createFakeLogger() }),
  dispose: async () => {},
};
describeRelayStore("KeyvStore on memory:", driver);

/** A started store on an adapter whose every method a test can replace. */
async function createStore(options: { answerTimeoutMs?: number } = {}) {
  const records = new Map<string, { value: unknown; expires?: number }>();
  const adapter: StorageAdapter & MemoryAdapter = new MemoryAdapter(records);
  const log = createFakeLogger();
  const store = new KeyvStore({ open: async () => adapter, clock: systemClock, log, ...options });
  await store.start();
  return { records, adapter, log, store };
}

const key = followKey(aFollow());

describe("a storage adapter that fails", () => {
  const failure = new Error("disk I/O error");
  const down = { code: "store_unavailable" };

  it("by rejecting rejects every call with a StoreError that has the cause", async () => {
    const { adapter, store } = await createStore();
    await putFollow(store.follows, aFollow());
    vi.spyOn(adapter, "replace").mockRejectedValue(failure);
    const update = store.follows.update(key, () => aFollow({ id: "other" }));
    await expect(update).rejects.toMatchObject({ ...down, cause: failure });
    expect(await store.follows.get(key)).toEqual(aFollow());
    for (const method of ["get", "set", "delete"] as const)
      vi.spyOn(adapter, method).mockRejectedValue(failure);
    const change = vi.fn(() => aFollow());
    await expect(store.follows.update(key, change)).rejects.toMatchObject(down);
    expect(change).not.toHaveBeenCalled();
    vi.spyOn(adapter, "list").mockImplementation(async function* fail() {
      yield* [];
      throw failure;
    });
    await expect(store.follows.get(key)).rejects.toMatchObject({ ...down, cause: failure });
    await expect(putFollow(store.follows, aFollow())).rejects.toMatchObject({
      ...down,
      cause: failure,
    });
    await expect(removeFollow(store.follows, key)).rejects.toMatchObject({
      ...down,
      cause: failure,
    });
    await expect(followsOf(store)).rejects.toMatchObject({ ...down, cause: failure });

    vi.restoreAllMocks();
    expect(await followsOf(store)).toEqual([aFollow()]);
  });

  it("by an event and `false` rejects only the write", async () => {
    const { adapter, records, store } = await createStore();
    await putFollow(store.follows, aFollow());
    // Written to its place in quarantine by `set`.
    spoil(records, "nonsense");
    vi.spyOn(adapter, "set").mockImplementation(async () => {
      adapter.emit("error", failure);
      return false;
    });
    await expect(store.follows.get(key)).rejects.toMatchObject({
      ...down,
      cause: { cause: failure },
    });
    vi.spyOn(adapter, "set").mockResolvedValue(false);
    await expect(store.follows.get(key)).rejects.toBeInstanceOf(StoreError);
  });

  it("by an event and an early end rejects the list instead of shortening it", async () => {
    const { adapter, store } = await createStore();
    await putFollow(store.follows, aFollow());
    const list = adapter.list.bind(adapter);
    vi.spyOn(adapter, "list").mockImplementation(async function* breakOff(prefix) {
      yield* list(prefix);
      adapter.emit("error", failure);
    });
    await expect(followsOf(store)).rejects.toMatchObject({
      ...down,
      cause: { cause: failure },
    });
  });

  it("by an event and `undefined` rejects the read instead of finding nothing", async () => {
    const { adapter, store } = await createStore();
    vi.spyOn(adapter, "get").mockImplementation(async () => {
      adapter.emit("error", failure);
      return undefined;
    });
    await expect(store.follows.get(key)).rejects.toMatchObject(down);
  });

  it("by not answering times out, and works again once it answers", async () => {
    const { adapter, store } = await createStore({ answerTimeoutMs: 20 });
    await putFollow(store.follows, aFollow());
    for (const method of ["get", "set", "delete"] as const)
      vi.spyOn(adapter, method).mockReturnValue(new Promise<never>(() => {}));
    vi.spyOn(adapter, "list").mockImplementation(async function* hang() {
      yield* [];
      await new Promise(() => {});
    });
    await expect(store.follows.get(key)).rejects.toMatchObject(down);
    await expect(putFollow(store.follows, aFollow())).rejects.toMatchObject(down);
    await expect(removeFollow(store.follows, key)).rejects.toMatchObject(down);
    await expect(followsOf(store)).rejects.toMatchObject(down);

    vi.restoreAllMocks();
    expect(await store.follows.get(key)).toEqual(aFollow());
    await store.stop();
  });

  it("while it is idle causes no uncaught exception", async () => {
    const { adapter, store } = await createStore();
    adapter.emit("error", failure);
    expect(await store.follows.get(key)).toBeUndefined();
  });

  it("to open stays closed, and can be opened later", async () => {
    let background = false;
    const store = new KeyvStore({
      open: async () => {
        if (!background) throw failure;
        return new MemoryAdapter(new Map());
      },
      clock: systemClock,
      log: createFakeLogger(),
    });
    await expect(store.start()).rejects.toBe(failure);
    await expect(store.follows.get(key)).rejects.toMatchObject(down);
    background = true;
    await store.start();
    expect(await store.follows.get(key)).toBeUndefined();
  });
});

describe("a write that could never be read again", () => {
  it("is refused instead of acknowledged", async () => {
    const { store } = await createStore();
    await expect(
      putFollow(store.follows, aFollow({ createdAt: Number.NaN })),
    ).rejects.toBeInstanceOf(StoreError);
    expect(await store.follows.get(key)).toBeUndefined();
    const update = store.follows.update(key, () => aFollow({ createdAt: Number.NaN }));
    await expect(update).rejects.toBeInstanceOf(StoreError);
    expect(await store.follows.get(key)).toBeUndefined();
  });
});

describe("how long a follow is kept", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is a week after its end, and unlimited before", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { store } = await createStore();
    const states = ["pending", "settled", "delivered", "discarded"] as const;
    for (const state of states) await putFollow(store.follows, aFollow({ jobId: state, state }));
    const kept = async () => {
      const found = await Promise.all(
        states.map((state) => store.follows.get(followKey(aFollow({ jobId: state })))),
      );
      return found.flatMap((follow) => follow?.state ?? []);
    };
    vi.setSystemTime(Date.now() + KEPT_FOR_MS - 1_000);
    expect(await kept()).toEqual(states);
    vi.setSystemTime(Date.now() + 2_000);
    expect(await kept()).toEqual(["pending", "settled"]);
    vi.setSystemTime(Date.now() + 1_000 * KEPT_FOR_MS);
    expect(await kept()).toEqual(["pending", "settled"]);
  });

  it("is the same after an update", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { store } = await createStore();
    await putFollow(store.follows, aFollow());
    await store.follows.update(key, () => aFollow({ state: "delivered" }));
    vi.setSystemTime(Date.now() + KEPT_FOR_MS - 1_000);
    expect(await store.follows.get(key)).toBeDefined();
    vi.setSystemTime(Date.now() + 2_000);
    expect(await store.follows.update(key, () => aFollow())).toEqual({ after: aFollow() });
    vi.setSystemTime(Date.now() + 1_000 * KEPT_FOR_MS);
    expect(await store.follows.get(key)).toEqual(aFollow());
  });

  it("is unlimited again once a discarded one is retried", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { store } = await createStore();
    await putFollow(store.follows, aFollow({ state: "discarded" }));
    await putFollow(store.follows, aFollow({ state: "settled" }));
    vi.setSystemTime(Date.now() + 2 * KEPT_FOR_MS);
    expect(await followsOf(store)).toMatchObject([{ state: "settled" }]);
  });

  it("can end during a list, which leaves out what has expired by its turn", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { store } = await createStore();
    await putFollow(store.follows, aFollow());
    for (const jobId of ["job-2", "job-3"])
      await putFollow(store.follows, aFollow({ jobId, state: "delivered" }));
    const listed: string[] = [];
    for await (const follow of store.follows.follows()) {
      listed.push(follow.state);
      vi.setSystemTime(Date.now() + KEPT_FOR_MS + 1_000);
    }
    expect(listed).toEqual(["pending"]);
  });
});

/** Puts `stored` in the place of the record of `follow`, past the store. */
function spoil(records: Map<string, unknown>, stored: unknown): void {
  const storageKey = [...records.keys()].find((name) => name.startsWith("follow:"));
  records.set(storageKey!, { value: stored });
}

const asides = (records: ReadonlyMap<string, unknown>) =>
  [...records].filter(([name]) => name.startsWith("aside:")).map(([, entry]) => entry);

describe("a record that cannot be read", () => {
  const spoilt: [string, unknown][] = [
    ["broken JSON", '{"value":{"version":1,'],
    ["JSON of something else", "[1,2]"],
    ["null", '{"value":null}'],
    ["an old shape nobody knows", '{"value":{"version":0}}'],
    [
      "a shape with a wrong field",
      JSON.stringify({ value: { ...aFollow(), version: 2, state: "?" } }),
    ],
    ["not even text", new Uint8Array([0xff, 0])],
  ];

  it.each(spoilt)(
    "(%s) is quarantined with one log line, and the others are still listed",
    async (_what, stored) => {
      const { records, store, log } = await createStore();
      await putFollow(store.follows, aFollow());
      spoil(records, stored);
      const other = aFollow({ id: "f2", jobId: "job-2" });
      await putFollow(store.follows, other);

      expect(await followsOf(store)).toEqual([other]);
      expect(await followsOf(store)).toEqual([other]);
      expect(log.of("record.set_aside")).toHaveLength(1);
      expect(asides(records)).toHaveLength(1);
      expect(await store.follows.get(key)).toBeUndefined();
    },
  );

  it.each(spoilt)(
    "(%s) counts as missing when read, and can be written again",
    async (_what, stored) => {
      const { records, store, log } = await createStore();
      await putFollow(store.follows, aFollow());
      spoil(records, stored);
      expect(await store.follows.get(key)).toBeUndefined();
      expect(log.of("record.set_aside")).toHaveLength(1);
      await putFollow(store.follows, aFollow({ id: "anew" }));
      expect((await store.follows.get(key))?.id).toBe("anew");
      expect(await followsOf(store)).toHaveLength(1);
      expect(asides(records)).toHaveLength(1);
    },
  );

  it.each(spoilt)("(%s) counts as missing in an update", async (_what, stored) => {
    const { records, store, log } = await createStore();
    await putFollow(store.follows, aFollow());
    spoil(records, stored);
    expect(await store.follows.update(key, () => aFollow({ id: "anew" }))).toMatchObject({
      before: undefined,
      after: { id: "anew" },
    });
    expect(log.of("record.set_aside")).toHaveLength(1);
    expect(asides(records)).toHaveLength(1);
  });

  it("keeps its text, so that it can be repaired", async () => {
    const { records, store } = await createStore();
    await putFollow(store.follows, aFollow());
    spoil(records, "precious text");
    await store.follows.get(key);
    expect(JSON.stringify(asides(records))).toContain("precious text");
  });

  it("is quarantined once if two callers read it at the same time, and a later write stays", async () => {
    const { records, store, log } = await createStore();
    await putFollow(store.follows, aFollow());
    spoil(records, "nonsense");
    const listing = followsOf(store);
    const [got] = await Promise.all([
      store.follows.get(key).then(async (follow) => {
        await putFollow(store.follows, aFollow({ id: "anew" }));
        return follow;
      }),
      listing,
    ]);
    expect(got).toBeUndefined();
    expect((await store.follows.get(key))?.id).toBe("anew");
    expect(log.of("record.set_aside")).toHaveLength(1);
  });

  it("stays where it is while the store cannot write", async () => {
    const { records, adapter, store } = await createStore();
    await putFollow(store.follows, aFollow());
    spoil(records, "nonsense");
    vi.spyOn(adapter, "set").mockRejectedValue(new Error("disk full"));
    await expect(store.follows.get(key)).rejects.toBeInstanceOf(StoreError);
    vi.restoreAllMocks();
    expect(JSON.stringify([...records])).toContain("nonsense");
  });
});

describe("a record of a newer release", () => {
  it("is never changed: lists skip it with one log line, and reads are refused", async () => {
    const { records, store, log } = await createStore();
    await putFollow(store.follows, aFollow());
    const stored = JSON.stringify({ value: { version: 7, all: "different" } });
    spoil(records, stored);
    const other = aFollow({ id: "f2", jobId: "job-2" });
    await putFollow(store.follows, other);

    expect(await followsOf(store)).toEqual([other]);
    expect(log.of("record.skipped")).toEqual([
      { records: 1, err: expect.objectContaining({ code: "record_newer", version: 7 }) },
    ]);
    await expect(store.follows.get(key)).rejects.toMatchObject({ code: "record_newer" });
    await expect(store.follows.get(key)).rejects.toBeInstanceOf(StoreError);
    const change = vi.fn(() => aFollow());
    await expect(store.follows.update(key, change)).rejects.toMatchObject({ code: "record_newer" });
    expect(change).not.toHaveBeenCalled();
    expect([...records.values()]).toContainEqual({ value: stored });
    expect(asides(records)).toEqual([]);
  });
});

// SQLite answers at once: a start that read 10,000 records heard no SIGTERM for seconds.
it("does not block other work during a long list", async () => {
  const store = createKeyvStore({
    store: { scheme: "memory" },
    clock: systemClock,
    log: createFakeLogger(),
  });
  await store.start();
  for (let index = 0; index < 1_000; index += 1)
    await putFollow(store.follows, aFollow({ id: `f${index}`, jobId: `job-${index}` }));
  let turns = 0;
  let isListed = false;
  const count = (): void => {
    if (isListed) return;
    turns += 1;
    setImmediate(count);
  };
  setImmediate(count);
  let listed = 0;
  for await (const _each of store.follows.follows()) listed += 1;
  isListed = true;
  expect(listed).toBe(1_000);
  expect(turns).toBeGreaterThanOrEqual(5);
  await store.stop();
});

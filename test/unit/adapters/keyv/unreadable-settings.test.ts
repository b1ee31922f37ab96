import { MemoryAdapter } from "../../../../src/adapters/keyv/memory-adapter.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { KeyvStore } from "../../../../src/adapters/keyv/store.ts";
import { StoreError } from "../../../../src/core/errors.ts";
import { followsOf } from "../../../contracts/store/follow-store.ts";
import { settingsOf } from "../../../contracts/store/settings-store.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL, aFollow, putFollow } from "../../../support/follows.ts";
import { putSettings } from "../../../contracts/store/put-records.ts";

const settings = { channel: DISCORD_CHANNEL, delivery: "edit" } as const;
const others = { channel: SLACK_CHANNEL, notifications: { by: "ann", since: 1 } };

/** A started store with a follow and the settings of two channels, `stored` in the place of the first one's. */
async function createSpoiltStore(stored: unknown) {
  const records = new Map<string, { value: unknown }>();
  const log = createFakeLogger();
  const adapter = new MemoryAdapter(records);
  const store = new KeyvStore({ open: async () => adapter, clock: systemClock, log });
  await store.start();
  await putFollow(store.follows, aFollow());
  await putSettings(store, settings);
  const key = [...records.keys()].find((name) => name.startsWith("settings:"))!;
  records.set(key, { value: stored });
  await putSettings(store, others);
  const asides = () => [...records].filter(([name]) => name.startsWith("aside:"));
  return { adapter, asides, key, log, records, store };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("settings that cannot be read", () => {
  const spoilt: [string, unknown][] = [
    ["broken JSON", '{"value":{"version":1,'],
    ["a version before the first", '{"value":{"version":0}}'],
    ["a wrong field", JSON.stringify({ value: { ...settings, version: 1, delivery: "?" } })],
    ["a follow's record", JSON.stringify({ value: { ...aFollow(), channel: 1, version: 1 } })],
  ];

  it.each(spoilt)(
    "(%s) are quarantined with one log line, and the others are still listed",
    async (_what, stored) => {
      const { asides, log, store } = await createSpoiltStore(stored);
      expect(await settingsOf(store)).toEqual([others]);
      expect(await settingsOf(store)).toEqual([others]);
      expect(log.of("record.set_aside")).toEqual([
        {
          record: expect.stringMatching(/^aside:settings:/),
          err: expect.objectContaining({ code: "record_unreadable" }),
        },
      ]);
      expect(asides()).toHaveLength(1);
      expect(await followsOf(store)).toEqual([aFollow()]);
    },
  );

  it("are quarantined, too, if new ones are written before they are read", async () => {
    const { asides, log, store } = await createSpoiltStore("precious text");
    await putSettings(store, settings);
    expect(await settingsOf(store)).toEqual(expect.arrayContaining([settings, others]));
    expect(JSON.stringify(asides())).toContain("precious text");
    expect(log.of("record.set_aside")).toHaveLength(1);
  });

  it("stay where they are while the store cannot write", async () => {
    const { adapter, records, store } = await createSpoiltStore("precious text");
    vi.spyOn(adapter, "set").mockRejectedValue(new Error("disk full"));
    await expect(settingsOf(store)).rejects.toBeInstanceOf(StoreError);
    vi.restoreAllMocks();
    expect(JSON.stringify([...records])).toContain("precious text");
  });
});

describe("settings of a newer release", () => {
  it("are never changed: lists skip them with one log line, and writes are refused", async () => {
    const stored = JSON.stringify({ value: { version: 2, all: "different" } });
    const { asides, key, log, records, store } = await createSpoiltStore(stored);
    expect(await settingsOf(store)).toEqual([others]);
    expect(log.of("record.skipped")).toEqual([
      { records: 1, err: expect.objectContaining({ code: "record_newer", version: 2 }) },
    ]);
    await expect(putSettings(store, settings)).rejects.toMatchObject({ code: "record_newer" });
    await expect(putSettings(store, settings)).rejects.toBeInstanceOf(StoreError);
    expect(records.get(key)).toEqual({ value: stored });
    expect(asides()).toEqual([]);
    expect(await followsOf(store)).toEqual([aFollow()]);
  });
});

describe("settings that could never be read again", () => {
  it("are refused instead of acknowledged", async () => {
    const { store } = await createSpoiltStore("nonsense");
    const notifications = { by: "ann", since: Number.NaN };
    const unreadable = { channel: SLACK_CHANNEL, notifications };
    await expect(putSettings(store, unreadable)).rejects.toBeInstanceOf(StoreError);
    expect(await settingsOf(store)).toEqual([others]);
  });
});

describe("settings", () => {
  it("never expire", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const { store } = await createSpoiltStore("nonsense");
      vi.setSystemTime(Date.now() + 10 * 365 * 86_400_000);
      expect(await settingsOf(store)).toEqual([others]);
    } finally {
      vi.useRealTimers();
    }
  });
});

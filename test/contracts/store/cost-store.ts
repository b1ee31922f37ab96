import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { monthlyCostKey, type MonthlyCost } from "../../../src/core/channel/monthly-cost.ts";
import type { RelayStore } from "../../../src/core/ports/stores.ts";
import { DISCORD_CHANNEL, SLACK_CHANNEL, aFollow, putFollow } from "../../support/follows.ts";
import { anyChannel, anyInstant, anyName, anyText, followsOf } from "./follow-store.ts";
import { settingsOf } from "./settings-store.ts";
import { startForEachTest, type RelayStoreDriver } from "./store-driver.ts";
import { putSettings } from "./put-records.ts";

/** Monthly costs with any values that APIs may put in them. */
export const anyMonthlyCost: fc.Arbitrary<MonthlyCost> = fc.record(
  {
    channel: anyChannel,
    month: fc.constantFrom("2025-12", "2026-01", "2026-02"),
    sums: fc.array(
      fc.record({
        source: anyName,
        sourceName: anyName,
        unit: anyText,
        amount: fc.double({ min: 0, noNaN: true, max: 1e9 }),
      }),
      { maxLength: 4 },
    ),
    counted: fc.array(fc.tuple(anyText, anyInstant), { maxLength: 4 }),
    countedUntil: anyInstant,
  },
  { requiredKeys: ["channel", "month", "sums", "counted"] },
);

const JANUARY: MonthlyCost = {
  channel: DISCORD_CHANNEL,
  month: "2026-01",
  sums: [{ source: "fal", sourceName: "fal", unit: "units", amount: 2.5 }],
  counted: [["abc", 1]],
};

/** The costs of every channel and month in a store. */
export async function costsOf(store: Pick<RelayStore, "costs">): Promise<MonthlyCost[]> {
  const all: MonthlyCost[] = [];
  for await (const cost of store.costs.all()) all.push(cost);
  return all;
}

/** The contract of every cost store. */
export function describeCostStore(name: string, driver: RelayStoreDriver): void {
  describe(`${name} as a cost store`, () => {
    let store: RelayStore;
    startForEachTest(driver, (started) => {
      store = started;
    });

    it("finds nothing at first", async () => {
      expect(await store.costs.get(monthlyCostKey(JANUARY))).toBeUndefined();
      expect(await costsOf(store)).toEqual([]);
    });

    it("returns any costs as they were put", async () => {
      await fc.assert(
        fc.asyncProperty(anyMonthlyCost, async (cost) => {
          await putCost(store, cost);
          expect(await store.costs.get(monthlyCostKey(cost))).toEqual(cost);
          expect(await costsOf(store)).toContainEqual(cost);
        }),
        { numRuns: 60 },
      );
    });

    it("keeps the last of several writes, and one record for each channel and month", async () => {
      const last = { ...JANUARY, sums: [] };
      const others = [
        { ...JANUARY, month: "2026-02" },
        { ...JANUARY, channel: SLACK_CHANNEL },
      ];
      for (const cost of [JANUARY, ...others, last]) await putCost(store, cost);
      const all = await costsOf(store);
      expect(all).toHaveLength(3);
      expect(all).toEqual(expect.arrayContaining([last, ...others]));
    });

    it("loses no update of many that run at once", async () => {
      const key = monthlyCostKey(JANUARY);
      const jobs = Array.from({ length: 20 }, (_, index) => [`job-${index}`, 1] as const);
      await putCost(store, { ...JANUARY, counted: [] });
      await Promise.all(
        jobs.map((job) =>
          store.costs.update(
            key,
            (stored) => stored && { ...stored, counted: [...stored.counted, [...job]] },
          ),
        ),
      );
      const counted = (await store.costs.get(key))?.counted ?? [];
      expect(new Set(counted.map(([job]) => job))).toEqual(new Set(jobs.map(([job]) => job)));
      await store.costs.update(key, () => undefined);
      expect(await costsOf(store)).toEqual([]);
    });

    it("separates the costs of a channel from its follows and its settings", async () => {
      await putFollow(store.follows, aFollow());
      await putSettings(store, { channel: DISCORD_CHANNEL, delivery: "edit" });
      await putCost(store, JANUARY);
      expect(await followsOf(store)).toEqual([aFollow()]);
      expect(await settingsOf(store)).toEqual([{ channel: DISCORD_CHANNEL, delivery: "edit" }]);
      expect(await costsOf(store)).toEqual([JANUARY]);
    });

    it("keeps its records across a restart", async () => {
      await putCost(store, JANUARY);
      await store.stop();
      await store.start();
      expect(await costsOf(store)).toEqual([JANUARY]);
    });

    it("rejects with a StoreError while it is stopped, instead of finding nothing", async () => {
      await store.stop();
      const down = { code: "store_unavailable" };
      await expect(store.costs.get(monthlyCostKey(JANUARY))).rejects.toMatchObject(down);
      await expect(putCost(store, JANUARY)).rejects.toMatchObject(down);
      const update = store.costs.update(monthlyCostKey(JANUARY), () => JANUARY);
      await expect(update).rejects.toMatchObject(down);
      await expect(costsOf(store)).rejects.toMatchObject(down);
    });
  });
}

/** Stores a cost, whatever was there before. */
export async function putCost(store: RelayStore, cost: MonthlyCost): Promise<void> {
  await store.costs.update(monthlyCostKey(cost), () => cost);
}

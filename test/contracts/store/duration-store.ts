import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelDurationsKey, type ModelDurations } from "../../../src/core/job/model-durations.ts";
import type { RelayStore } from "../../../src/core/ports/stores.ts";
import { aFollow, putFollow } from "../../support/follows.ts";
import { anyName, followsOf } from "./follow-store.ts";
import { startForEachTest, type RelayStoreDriver } from "./store-driver.ts";
import { putDurations } from "./put-records.ts";

const anyList = fc.array(fc.integer({ min: 1 }), { maxLength: 5 });
const anyDurations: fc.Arbitrary<ModelDurations> = fc.record({
  source: anyName,
  model: anyName,
  started: anyList,
  submitted: anyList,
  followed: anyList,
});

const PIKA: ModelDurations = {
  source: "fal",
  model: "fal-ai/pika",
  started: [],
  submitted: [],
  followed: [60_000],
};

/** The durations of every source and model in a store. */
export async function durationsOf(store: Pick<RelayStore, "durations">): Promise<ModelDurations[]> {
  const all: ModelDurations[] = [];
  for await (const durations of store.durations.all()) all.push(durations);
  return all;
}

/** The contract of every duration store. */
export function describeDurationStore(name: string, driver: RelayStoreDriver): void {
  describe(`${name} as a duration store`, () => {
    let store: RelayStore;
    startForEachTest(driver, (started) => {
      store = started;
    });

    it("returns any durations as they were put", async () => {
      expect(await durationsOf(store)).toEqual([]);
      await fc.assert(
        fc.asyncProperty(anyDurations, async (durations) => {
          await putDurations(store, durations);
          expect(await durationsOf(store)).toContainEqual(durations);
        }),
        { numRuns: 60 },
      );
    });

    it("keeps the last of several writes, one record for each source and model, across a restart", async () => {
      const last = { ...PIKA, followed: [1, 2] };
      const others = [
        { ...PIKA, model: "fal-ai/other" },
        { ...PIKA, source: "other" },
      ];
      await putFollow(store.follows, aFollow());
      for (const durations of [PIKA, ...others, last]) await putDurations(store, durations);
      await store.stop();
      await store.start();
      const all = await durationsOf(store);
      expect(all).toHaveLength(3);
      expect(all).toEqual(expect.arrayContaining([last, ...others]));
      expect(await followsOf(store)).toEqual([aFollow()]);
    });

    it("removes what it is asked to, also what is not there", async () => {
      const other = { ...PIKA, model: "fal-ai/other" };
      for (const durations of [PIKA, other]) await putDurations(store, durations);
      for (const durations of [PIKA, PIKA])
        await store.durations.update(modelDurationsKey(durations), () => undefined);
      expect(await durationsOf(store)).toEqual([other]);
    });

    it("rejects with a StoreError while it is stopped", async () => {
      await store.stop();
      const down = { code: "store_unavailable" };
      await expect(putDurations(store, PIKA)).rejects.toMatchObject(down);
      await expect(store.durations.update("any", () => undefined)).rejects.toMatchObject(down);
      await expect(durationsOf(store)).rejects.toMatchObject(down);
    });
  });
}

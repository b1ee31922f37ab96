import { afterEach, describe, expect, it, vi } from "vitest";
import type { RelayStore } from "../../../src/core/ports/stores.ts";
import { aFollow, putFollow } from "../../support/follows.ts";
import { followsOf } from "./follow-store.ts";
import { startForEachTest, type RelayStoreDriver } from "./store-driver.ts";

const MINUTE_MS = 60_000;

/** The contract of every claim store. */
export function describeClaimStore(name: string, driver: RelayStoreDriver): void {
  describe(`${name} as a claim store`, () => {
    let store: RelayStore;
    startForEachTest(driver, (started) => {
      store = started;
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    const take = (key: string): Promise<boolean> => store.claims.take(key, MINUTE_MS);

    it("gives a key to the first who takes it, across a restart, and other keys to others", async () => {
      await putFollow(store.follows, aFollow());
      expect(await take("one")).toBe(true);
      expect(await take("one")).toBe(false);
      expect(await take("two")).toBe(true);
      await store.stop();
      await store.start();
      expect(await take("one")).toBe(false);
      expect(await take("three")).toBe(true);
      expect(await followsOf(store)).toEqual([aFollow()]);
    });

    it("gives a key to exactly one of many who take it at once", async () => {
      const taken = await Promise.all(Array.from({ length: 50 }, () => take("one")));
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it("gives a key again, to one, after it has expired", async () => {
      vi.useFakeTimers({ toFake: ["Date"] });
      await take("one");
      vi.setSystemTime(Date.now() + MINUTE_MS - 1_000);
      expect(await take("one")).toBe(false);
      vi.setSystemTime(Date.now() + 2_000);
      const taken = await Promise.all(Array.from({ length: 50 }, () => take("one")));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await take("one")).toBe(false);
    });

    it("rejects with a StoreError while it is stopped", async () => {
      await store.stop();
      await expect(take("one")).rejects.toMatchObject({ code: "store_unavailable" });
    });
  });
}

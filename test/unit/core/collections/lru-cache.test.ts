import { expect, it } from "vitest";
import { createLruCache } from "../../../../src/core/collections/lru-cache.ts";

it("drops the least recently used entry beyond the limit", () => {
  const cache = createLruCache<number>(2);
  cache.set("a", 1).set("b", 2);
  cache.get("a");
  cache.set("c", 3);
  expect([...cache.keys()].toSorted()).toEqual(["a", "c"]);
});

it("takes memory for what is in it only", () => {
  const before = process.memoryUsage().arrayBuffers;
  const cache = createLruCache<number>(100_000_000);
  // Each limit used to take the memory of a full map at the start: 28 bytes for an entry that may come.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  cache.set("a", 1);
  expect(cache.get("a")).toBe(1);
});

import { expect, it } from "vitest";
import { ExpiringMap } from "../../../../src/core/time/expiring-map.ts";

it("keeps a value for its time, and says how long is left", () => {
  const map = new ExpiringMap<string>(100);
  map.set("a", "first", 0);
  expect(map.get("a", 0)).toEqual({ value: "first", leftMs: 100 });
  expect(map.get("a", 99)).toEqual({ value: "first", leftMs: 1 });
  expect(map.get("a", 100)).toBeUndefined();
  expect(map.get("b", 0)).toBeUndefined();
});

it("keeps the last value, from when it was set", () => {
  const map = new ExpiringMap<string>(100);
  map.set("a", "first", 0);
  map.set("a", "second", 60);
  expect(map.get("a", 120)).toEqual({ value: "second", leftMs: 40 });
});

it("drops what has expired when something else is set", () => {
  const map = new ExpiringMap<number>(100);
  for (let key = 0; key < 500; key += 1) map.set(`k${key}`, key, 0);
  map.set("k7", 7, 50);
  map.set("other", 1, 100);
  expect(map.size).toBe(2);
  expect(map.get("k7", 100)).toEqual({ value: 7, leftMs: 50 });
});

it("holds a limited number of values, the last ones set", () => {
  const map = new ExpiringMap<number>(100, 3);
  for (const key of ["a", "b", "c", "a", "d"]) map.set(key, 1, 0);
  expect(map.size).toBe(3);
  expect(["a", "b", "c", "d"].filter((key) => map.get(key, 0))).toEqual(["a", "c", "d"]);
});

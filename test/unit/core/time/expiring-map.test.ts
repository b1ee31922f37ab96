import * as fc from "fast-check";
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

it("holds what a list in the order of setting would, whatever is set when", () => {
  const keys = fc.constantFrom("a", "b", "c", "d", "e");
  const sets = fc.array(fc.tuple(keys, fc.nat(60)), { maxLength: 60 });
  fc.assert(
    fc.property(sets, fc.integer({ min: 1, max: 4 }), (steps, maxEntries) => {
      const map = new ExpiringMap<number>(100, maxEntries);
      let list: { readonly key: string; readonly setAtMs: number }[] = [];
      let nowMs = 0;
      for (const [key, laterMs] of steps) {
        nowMs += laterMs;
        map.set(key, nowMs, nowMs);
        list = [...list.filter((each) => each.key !== key), { key, setAtMs: nowMs }];
        list = list.filter(({ setAtMs }) => nowMs - setAtMs < 100).slice(-maxEntries);
        expect(map.size).toBe(list.length);
        for (const each of list) expect(map.get(each.key, nowMs)?.value).toBe(each.setAtMs);
      }
    }),
  );
});

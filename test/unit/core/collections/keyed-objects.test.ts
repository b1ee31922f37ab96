import * as fc from "fast-check";
import { expect, it } from "vitest";
import { KeyedObjects } from "../../../../src/core/collections/keyed-objects.ts";

interface Named {
  readonly name: string;
  readonly value: number;
}

const changes = fc.array(
  fc.record({ isAdded: fc.boolean(), name: fc.integer({ min: 0, max: 60 }), value: fc.nat() }),
  { maxLength: 400 },
);

const byName = (a: Named, b: Named): number => (a.name < b.name ? -1 : 1);

it("holds what a Map would hold, whatever is added, replaced and removed", () => {
  fc.assert(
    fc.property(changes, (steps) => {
      const objects = new KeyedObjects<Named>(({ name }) => name);
      const map = new Map<string, Named>();
      for (const { isAdded, name: number, value } of steps) {
        const name = `name ${number}`;
        if (isAdded) {
          objects.set({ name, value });
          map.set(name, { name, value });
        } else {
          objects.delete(name);
          map.delete(name);
        }
        expect(objects.size).toBe(map.size);
        for (let each = 0; each <= 60; each += 1)
          expect(objects.get(`name ${each}`)).toEqual(map.get(`name ${each}`));
      }
      expect(objects.all().toSorted(byName)).toEqual([...map.values()].toSorted(byName));
    }),
    { numRuns: 60 },
  );
});

it("finds all of many, also after half of them were removed", () => {
  const objects = new KeyedObjects<Named>(({ name }) => name);
  for (let value = 0; value < 30_000; value += 1) objects.set({ name: `job:${value}`, value });
  for (let value = 0; value < 30_000; value += 2) objects.delete(`job:${value}`);
  expect(objects.size).toBe(15_000);
  for (let value = 0; value < 30_000; value += 1)
    expect(objects.get(`job:${value}`)?.value).toBe(value % 2 === 0 ? undefined : value);
});

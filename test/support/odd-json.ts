import * as fc from "fast-check";

/** A value that JSON can carry. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Values that trip those who take a field for granted. */
const ODD: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  "",
  " ",
  "0",
  "null",
  "__proto__",
  "../../etc",
  "\0",
  "\ud83d",
  "<!channel> @everyone <@1>",
  "x".repeat(5_000),
  [],
  [null],
  [[]],
  {},
  { toString: 1 },
  { toJSON: "no function", valueOf: "none either" },
  { id: null },
];

/** Any JSON at all. */
export const anyJson: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...ODD),
  fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }) as fc.Arbitrary<Json>,
);

type Change =
  | { readonly kind: "replace"; readonly at: number; readonly by: Json }
  | { readonly kind: "remove"; readonly at: number }
  | { readonly kind: "swap"; readonly at: number; readonly with: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("replace" as const), at: fc.nat(200), by: anyJson }),
  fc.record({ kind: fc.constant("remove" as const), at: fc.nat(200) }),
  fc.record({ kind: fc.constant("swap" as const), at: fc.nat(200), with: fc.nat(200) }),
);

/** A sound value of which up to three parts, however deep, are replaced, missing, or in each other's place. */
export const damaged = (sound: Json): fc.Arbitrary<Json> =>
  fc.array(change, { maxLength: 3 }).map((changes) => {
    // Under a root of its own, so that the whole value can be replaced, too.
    const root = { value: structuredClone(sound) as unknown };
    for (const each of changes) apply(root, each);
    return (root.value ?? null) as Json;
  });

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function apply(root: Record<string, unknown>, each: Change): void {
  const places = placesIn(root);
  const place = places[each.at % places.length];
  // An earlier change removed all there was.
  if (!place) return;
  const { holder, key } = place;
  switch (each.kind) {
    case "replace":
      holder[key] = structuredClone(each.by);
      return;
    case "remove":
      delete holder[key];
      return;
    case "swap": {
      const other = places[each.with % places.length]!;
      const taken = structuredClone(other.holder[other.key]);
      other.holder[other.key] = structuredClone(holder[key]);
      holder[key] = taken;
    }
  }
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }].concat(placesIn(holder[key])));
}

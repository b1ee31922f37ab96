/** Of several measurements, the one in the middle by a number of each; of an even number, the upper one. Throws if there is none. */
export function medianBy<Item>(items: readonly Item[], by: (item: Item) => number): Item {
  const sorted = items.toSorted((a, b) => by(a) - by(b));
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) throw new Error("nothing was measured");
  return median;
}

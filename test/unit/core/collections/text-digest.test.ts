import { expect, it } from "vitest";
import { digestOf } from "../../../../src/core/collections/text-digest.ts";

it("tells texts apart that differ in a sign, its place or their length, in a safe number", () => {
  const texts = ["", "a", "b", "aa", "ab", "ba", "a\0", "\u0101", "\u0201"];
  for (let index = 0; index < 20_000; index += 1) texts.push(`job ${index}`, `${index} job`);
  const digests = texts.map((text) => digestOf([text]));
  expect(new Set(digests).size).toBe(texts.length);
  expect(digests.every((each) => Number.isSafeInteger(each) && each >= 0)).toBe(true);
  // In each half: neither repeats more often than chance would have it.
  const low = new Set(digests.map((each) => each % 2 ** 32));
  const high = new Set(digests.map((each) => Math.floor(each / 2 ** 32)));
  expect(low.size).toBeGreaterThan(texts.length * 0.999);
  expect(high.size).toBeGreaterThan(texts.length * 0.98);
});

it("is the same for the same text", () => {
  expect(digestOf([["a", "lighthouse"].join(" "), 4])).toBe(digestOf(["a lighthouse", 4]));
});

it("tells where a value ends, and whether there is one", () => {
  const lists = [["ab", "c"], ["a", "bc"], ["abc", ""], ["abc", undefined], ["", "abc"], ["abc"]];
  expect(new Set(lists.map(digestOf)).size).toBe(lists.length);
});

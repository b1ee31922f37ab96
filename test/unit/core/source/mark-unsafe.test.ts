import { expect, it } from "vitest";
import { markUnsafe } from "../../../../src/core/source/mark-unsafe.ts";

const files = [{ url: "https://a.test/1.png" }, { url: "https://a.test/2.png" }];

it.each([
  [
    [false, true],
    [false, true],
  ],
  [[true], [true, true]],
  [[false], [false, false]],
  [
    [false, true, false],
    [true, true],
  ],
  [[], [undefined, undefined]],
  [undefined, [undefined, undefined]],
])("takes %j for one flag for each of two files, or else for all", (flags, expected) => {
  expect(markUnsafe(files, flags).map(({ isUnsafe }) => isUnsafe)).toEqual(expected);
});

import { expect, test } from "vitest";
import {
  flagField,
  instantField,
  numberField,
  textField,
} from "../../../../src/core/source/fields.ts";

test("a field of the right type is read", () => {
  expect(textField.parse("x")).toBe("x");
  expect(numberField.parse(0.5)).toBe(0.5);
  expect(flagField.parse(true)).toBe(true);
});

test("a field of the wrong type counts as missing", () => {
  expect(textField.parse({ text: "x" })).toBeUndefined();
  expect(numberField.parse("0.5")).toBeUndefined();
  expect(flagField.parse(1)).toBeUndefined();
});

test.each([
  ["2024-06-27T19:49:32.335Z", 1_719_517_772_335],
  ["2022-04-26T22:13:06.224088Z", 1_651_011_186_224],
  ["2024-06-27", undefined],
  ["2024-99-27T19:49:32Z", undefined],
  [null, undefined],
])("%s as an instant", (text, instant) => {
  expect(instantField.parse(text)).toBe(instant);
});

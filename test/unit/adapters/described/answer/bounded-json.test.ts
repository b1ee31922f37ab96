import { describe, expect, it } from "vitest";
import {
  MAX_VALUES,
  parseBoundedJson,
} from "../../../../../src/adapters/described/answer/bounded-json.ts";

describe("parseBoundedJson", () => {
  it.each([
    [{ prompt: '[,{,\\"[,', list: [1, 2, { a: "}" }] }],
    [{ prompt: ",".repeat(2 * MAX_VALUES) }],
    [Array.from({ length: MAX_VALUES - 2 }, () => 0)],
  ])("reads what is about one job, whatever is in its texts", (value) => {
    expect(parseBoundedJson(JSON.stringify(value))).toEqual(value);
  });

  it.each([
    ["too many values", JSON.stringify(Array.from({ length: MAX_VALUES + 1 }, () => 0))],
    ["too many objects", `[${"{},".repeat(MAX_VALUES)}{}]`],
    ["too deep", `${"[".repeat(40)}${"]".repeat(40)}`],
    ["too long", JSON.stringify("x".repeat(262_144))],
    ["broken", '{"a": "b'],
    ["broken in an escape", '{"a": "\\'],
    ["empty", ""],
    ["missing", undefined],
  ])("does not read what is %s", (_, text) => {
    expect(parseBoundedJson(text)).toBeUndefined();
  });
});

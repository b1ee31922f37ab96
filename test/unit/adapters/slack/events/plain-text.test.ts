import { expect, it } from "vitest";
import {
  decodeEntities,
  toPlainText,
} from "../../../../../src/adapters/slack/events/plain-text.ts";

it.each([
  ["&lt;a&gt; &amp; b", "<a> & b"],
  ["&amp;lt;", "&lt;"],
  ["&quot;", "&quot;"],
])("decodes %j as %j", (text, decoded) => {
  expect(decodeEntities(text)).toBe(decoded);
});

it.each([
  ["<https://example.com/a|example.com>", "example.com"],
  ["<https://example.com/?a=1&amp;b=2>", "https://example.com/?a=1&b=2"],
  ["<@U1|ann>", "@ann"],
  ["<@U1>", "@U1"],
  ["<#C1|general>", "#general"],
  ["<#C1|>", "#C1"],
  ["<!here>", "@here"],
  ["<!subteam^S1|@team>", "@team"],
  ["&lt;@U1&gt;", "<@U1>"],
  ["a < b", "a < b"],
])("shows %j as its author saw it: %j", (text, shown) => {
  expect(toPlainText(text)).toBe(shown);
});

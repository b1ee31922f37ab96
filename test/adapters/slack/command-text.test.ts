import { expect, it } from "vitest";
import { parseCommandText } from "../../../src/adapters/slack/commands.ts";

it.each([
  ["  job:1  ", "job:1"],
  ["`job:1`", "job:1"],
  ["```job:1```", "job:1"],
  ['"job:1"', "job:1"],
  ["“job:1”", "job:1"],
  ["'`job:1`'", "job:1"],
  ["&lt;job:1&gt;", "job:1"],
  ["<job:1>", "job:1"],
  ["job:a&amp;b", "job:a&b"],
  ["job:&amp;lt;", "job:&lt;"],
  ["*job:1*", "*job:1*"],
  ["job:`1", "job:`1"],
  ["job:1 job:2", "job:1 job:2"],
  ["`", "`"],
  ["``", ""],
  ["", ""],
])("reads the text %j after a command as %j", (text, value) => {
  expect(parseCommandText(text)).toBe(value);
});

import { expect, it } from "vitest";
import { toMessageText } from "../../../../../src/adapters/discord/interactions/message-text.ts";

const textOf = (content: string): string => toMessageText({ content, embeds: [] });

it.each([
  ["plain text", "Hello, job:1_a_", "Hello, job:1_a_"],
  ["formatting", "**job:1** ||~~job:2~~||", " job:1    job:2  "],
  ["code", "`job:1`", " job:1 "],
  ["a code block", '```json\n{"jobid": "a"}\n```', ' {"jobid": "a"}\n '],
  ["a code block of one line", "```job:1```", " job:1 "],
  ["a link with a label", "see [the job](https://a.example/1)", "see https://a.example/1 the job"],
  ["a link without a preview", "<https://a.example/1>", "<https://a.example/1>"],
  ["mentions, emoji, commands and times", "<@1> <@&2> <#3> <:a:4> </b:5> <t:6:R>", "           "],
  ["escaped characters", "job:1\\_a\\*", "job:1_a*"],
  ["escaped slashes in JSON", String.raw`"https:\/\/a.example\/1"`, '"https://a.example/1"'],
])("reads %s", (_what, content, text) => {
  expect(textOf(content)).toBe(text);
});

it("reads embeds behind the content", () => {
  const embeds = [
    {
      title: "T",
      url: "https://a.example/1",
      description: "D",
      fields: [{ name: "N", value: "V" }],
    },
    { title: null, url: null, description: null, fields: [] },
  ];
  expect(toMessageText({ content: "C", embeds }).split("\n")).toEqual([
    "C",
    "T",
    "https://a.example/1",
    "D",
    "N",
    "V",
  ]);
});

it("is quick on long texts", () => {
  const startedAt = performance.now();
  for (const part of ["<@", "[", "[a](https:", "`", "\\", "|", "</"]) textOf(part.repeat(4_000));
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

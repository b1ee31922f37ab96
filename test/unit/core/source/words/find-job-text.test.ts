import { expect, it } from "vitest";
import {
  findJobText,
  findMentionedJobText,
} from "../../../../../src/core/source/words/find-job-text.ts";

const UUID = "c0ffee00-0000-4000-8000-000000000001";

it.each([
  ["the jobid field, whatever else there is", '{"jobid": "a-1"} https://a.example/1', "a-1"],
  ["a word that begins with job:, before links", "https://a.example/1 job:1", "job:1"],
  [
    "links and an id",
    `{"id": "${UUID}", "url": "https://a.example/1"}`,
    `https://a.example/1 ${UUID}`,
  ],
  [
    "the only word, if it looks like an id",
    " ufawqhfynnddngldkgtslldrkq. ",
    "ufawqhfynnddngldkgtslldrkq",
  ],
  ["no other word", "Thanks!", undefined],
  ["nothing in an empty message", "", undefined],
])("finds %s", (_what, text, job) => {
  expect(findJobText(text)).toBe(job);
});

it.each([
  { text: '{"jobid": "a-1"}', firstWord: "see", job: "a-1" },
  // It looks like an id.
  { text: "abc-123 https://a.example/1", firstWord: "abc-123", job: "abc-123" },
  { text: "follow https://a.example/1", firstWord: "follow", job: "https://a.example/1" },
  { text: "teaser", firstWord: "teaser", job: "teaser" },
  { text: "", firstWord: "", job: undefined },
])("finds $job in a mention that says $text", ({ text, firstWord, job }) => {
  expect(findMentionedJobText(text, firstWord)).toBe(job);
});

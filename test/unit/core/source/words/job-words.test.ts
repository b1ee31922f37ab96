import { expect, it } from "vitest";
import { jobWordsIn, looksLikeId } from "../../../../../src/core/source/words/job-words.ts";

const UUID = "c0ffee00-0000-4000-8000-000000000001";
const STATUS_URL = `https://queue.fal.run/fal-ai/pika/requests/${UUID}/status`;

it.each([
  ["a link in a sentence", `Here it is: ${STATUS_URL}.`, [STATUS_URL]],
  [
    "several links, each once",
    `${STATUS_URL} ${STATUS_URL} https://a.example/1`,
    [STATUS_URL, "https://a.example/1"],
  ],
  ["a link in Markdown", `[the video](${STATUS_URL})`, [STATUS_URL]],
  ["a word behind a source's name", `see fal:fal-ai/pika:${UUID}!`, [`fal:fal-ai/pika:${UUID}`]],
  ["it in bold", `**fal:fal-ai/pika:${UUID}**`, [`fal:fal-ai/pika:${UUID}`]],
  ["no address of a server", "localhost:8188 is slow", []],
  ["no time and no word with a colon", "At 10:30, note:this is it: done", []],
])("finds %s", (_what, text, named) => {
  expect(jobWordsIn(text).named).toEqual(named);
});

it.each([
  [`{"id": "${UUID}", "status": "PENDING"}`, UUID],
  ['{"prompt_id":"abc-123","number":4}', "abc-123"],
  ["{“taskId”: “1234567”}", "1234567"],
  [`My job ${UUID} hangs`, UUID],
  [`The basic ${UUID} hangs`, UUID],
  [`"user_id": "12345678"`, undefined],
  [`${UUID}-x and x/${UUID}`, undefined],
  ["Good morning", undefined],
])("finds in %j the id %j", (text, bare) => {
  expect(jobWordsIn(text).bare).toBe(bare);
});

it.each([
  `curl -H "Authorization: Bearer ${UUID}" https://api.example/1`,
  `curl -H 'Authorization: Key a${UUID.slice(1)}:feed0123' https://api.example/1`,
  `curl -H "X-API-Key: ${UUID}" https://api.example/1`,
  `API_KEY=key:${UUID} https://api.example/1`,
  `Bearer ${UUID} https://api.example/1`,
  `Key ${UUID}:${"0123456789abcdef".repeat(2)} https://api.example/1`,
])("takes no key for a job: %j", (text) => {
  expect(jobWordsIn(text)).toEqual({ named: ["https://api.example/1"], bare: undefined });
});

it("leaves out links that are too long for a job's", () => {
  expect(jobWordsIn(`https://a.example/${"1".repeat(500)} https://a.example/1`).named).toEqual([
    "https://a.example/1",
  ]);
});

it("finds ten named words at most", () => {
  const text = Array.from({ length: 20 }, (_, index) => `https://a.example/${index}`).join(" ");
  expect(jobWordsIn(text).named).toHaveLength(10);
});

it.each([
  ["abc-123", true],
  [UUID, true],
  ["ufawqhfynnddngldkgtslldrkq", true],
  ["Thanks!", false],
  ["2nd", false],
  ["@U12345678", false],
  ["localhost:8188", false],
])("says of %j whether it looks like an id: %j", (word, expected) => {
  expect(looksLikeId(word)).toBe(expected);
});

it("is quick on long texts", () => {
  const startedAt = performance.now();
  for (const part of [
    "a",
    "key",
    "key:",
    "*_~a",
    "https://",
    '"id":',
    "c0ffee00-",
    "a:1 ",
    "a1:",
    " ",
  ])
    jobWordsIn(part.repeat(20_000));
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

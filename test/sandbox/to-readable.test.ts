import { expect, it } from "vitest";
import { toReadable } from "../../sandbox/demo/to-readable.ts";
import { wrap } from "../../sandbox/demo/wrap.ts";

const nameOf = (id: string): string => (id === "1" ? "Ada" : "ada");

it.each([
  ["<@1> ❌ **The job failed**", "@Ada ❌ **The job failed**"],
  ["[View status](<https://discord.com/channels/1/2/3>)", "View status"],
  ["[final.mp4](http://127.0.0.1:1/final.mp4?a=b) (13 kB)", "final.mp4 (13 kB)"],
  ["a prompt with [brackets] (and more)", "a prompt with [brackets] (and more)"],
  ["</pika-jobs:12>", "/pika-jobs"],
  ["submitted <t:1767225600:R>", "submitted 2026-01-01 00:00 UTC"],
  ["for <https://x.slack.com/team/U1|@ada>", "for @ada"],
  ["submitted <!date^1767225600^{ago}|2026-01-01 00:00 UTC>", "submitted 2026-01-01 00:00 UTC"],
])("shows %s as a client does", (text, shown) => {
  expect(toReadable(text, nameOf)).toBe(shown);
});

it("breaks lines between words, and words that are longer than a line", () => {
  expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrap("a 123456789", 4)).toEqual(["a", "1234", "5678", "9"]);
  expect(wrap("  at frame 41", 20)).toEqual(["  at frame 41"]);
  expect(wrap("", 20)).toEqual([""]);
  expect(wrap("as long as it is", Infinity)).toEqual(["as long as it is"]);
});

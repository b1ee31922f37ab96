import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/core/outcome.ts";
import { durationWords, situationOf, sizeWords, troubleWords } from "../../src/services/words.ts";
import { aFollow, aSettledFollow } from "../support/follows.ts";

describe("the situation of a follow", () => {
  const outcomes: readonly [Outcome, string, string][] = [
    [{ kind: "completed", attachments: [] }, "✅", "Completed"],
    [{ kind: "failed" }, "❌", "Failed"],
    [{ kind: "cancelled" }, "🚫", "Cancelled"],
    [{ kind: "moderated" }, "🛑", "Stopped by moderation"],
    [{ kind: "gave-up", afterMs: 1 }, "⌛", "Gave up waiting"],
    [{ kind: "unknown-job", message: "no" }, "❓", "Unknown to the job API"],
  ];
  it.each(outcomes)("%j is %s %s", (outcome, symbol, words) => {
    expect(situationOf(aSettledFollow(outcome))).toEqual({ symbol, words });
  });

  it.each([
    [undefined, "⏳", "Waiting for the job API"],
    [{ status: "created" }, "⏳", "Waiting to start"],
    [{ status: "started" }, "▶️", "Started"],
    [{ status: "progress" }, "▶️", "In progress"],
    [{ status: "re-\nrendering" }, "▶️", "Running (re- rendering)"],
    [{ status: "" }, "▶️", "Running ()"],
  ])("a running job %j is %s %s", (job, symbol, words) => {
    expect(situationOf(aFollow({ job }))).toEqual({ symbol, words });
  });
});

describe("a trouble with the job API", () => {
  it.each([
    ["unauthorised", /not authorised[^]*renew its API token/],
    ["no-subscription", /no subscription[^]*renew the subscription/],
    ["rate-limited", /slow down/],
    ["unavailable", /down or does not answer/],
    ["not-understood", /unreadable/],
  ] as const)("%s says what it means, and that the relay keeps asking", (kind, words) => {
    expect(troubleWords(kind)).toMatch(words);
    expect(troubleWords(kind)).toMatch(/ The relay keeps asking\.$/);
  });
});

describe("a length of time", () => {
  it.each([
    [0, "1 s"],
    [59_400, "59 s"],
    [60_000, "1 min"],
    [61_000, "1 min 1 s"],
    [3_600_000, "1 h"],
    [3_605_000, "1 h"],
    [7_260_000, "2 h 1 min"],
    [90_000_000, "1 d 1 h"],
  ])("of %i ms is %s", (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});

describe("a number of bytes", () => {
  it.each([
    [999, "999 bytes"],
    [1_000, "1 kB"],
    [999_499, "999 kB"],
    [1_000_000, "1.0 MB"],
    [7_250_000, "7.3 MB"],
  ])("%i is %s", (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });
});

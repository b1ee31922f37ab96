import { describe, expect, it } from "vitest";
import type { Follow } from "../../../src/core/follow/follow.ts";
import type { Outcome } from "../../../src/core/job/outcome.ts";
import { translatorFor } from "../../../src/messages/translator.ts";
import { followLabel, sourceProblemText } from "../../../src/messages/label.ts";
import { aFollow, aSettledFollow } from "../../support/follows.ts";

const translator = translatorFor("en");

function called(follow: Follow) {
  const { symbol, text: words } = followLabel(follow);
  return { symbol, words: translator.textOf(words) };
}

describe("the label of a follow", () => {
  const outcomes: readonly [Outcome, string, string][] = [
    [{ kind: "completed", attachments: [] }, "✅", "Completed"],
    [{ kind: "failed" }, "❌", "Failed"],
    [{ kind: "cancelled" }, "🚫", "Cancelled"],
    [{ kind: "moderated" }, "🛑", "Blocked by moderation"],
    [{ kind: "gave-up", afterMs: 1 }, "⌛", "Stopped waiting"],
    [{ kind: "forgotten", by: "bob" }, "👋", "No longer followed"],
    [{ kind: "unknown-job", message: "no" }, "❓", "Not found"],
  ];
  it.each(outcomes)("%j is %s %s", (outcome, symbol, words) => {
    expect(called(aSettledFollow(outcome))).toEqual({ symbol, words });
  });

  it.each([
    [undefined, "⏳", "Waiting for the Pika API"],
    [{ status: "created" }, "⏳", "Queued"],
    [{ status: "started" }, "▶️", "Started"],
    [{ status: "progress" }, "▶️", "In progress"],
    [{ status: "re-\nrendering" }, "▶️", "Running (re- rendering)"],
    [{ status: "" }, "▶️", "Running ()"],
  ])("a running job %j is %s %s", (job, symbol, words) => {
    expect(called(aFollow({ job }))).toEqual({ symbol, words });
  });
});

describe("a problem with the job API", () => {
  it.each([
    ["unauthorised", /API token[^]*renew it/],
    ["no-subscription", /no active subscription[^]*renew it/],
    ["rate-limited", /rate limiting requests/],
    ["unavailable", /down or not responding/],
    ["not-understood", /can’t read/],
  ] as const)("%s is explained, and that the relay keeps polling", (kind, words) => {
    expect(translator.textOf(sourceProblemText(kind, "Pika"))).toMatch(words);
    expect(translator.textOf(sourceProblemText(kind, "Pika"))).toMatch(/ I’ll keep trying\.$/);
  });
});

import { describe, expect, it } from "vitest";
import type { Follow } from "../../../../src/core/follow/follow.ts";
import type { Outcome } from "../../../../src/core/job/outcome.ts";
import { translatorFor } from "../../../../src/messages/translator.ts";
import {
  followLabel,
  progressText,
  sourceProblemText,
} from "../../../../src/messages/status/label.ts";
import { aFollow, aSettledFollow } from "../../../support/follows.ts";

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
    [{ kind: "quarantined" }, "⚠️", "Stopped following after internal errors"],
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
    [{ status: "IN_QUEUE" }, "⏳", "Queued"],
    [{ status: "queued" }, "⏳", "Queued"],
    [{ status: "PENDING" }, "⏳", "Queued"],
    [{ status: "starting" }, "▶️", "Started"],
    [{ status: "IN_PROGRESS" }, "▶️", "In progress"],
    [{ status: "RUNNING" }, "▶️", "In progress"],
    [{ status: "held", queuePosition: 2 }, "⏳", "Queued"],
    [{ status: "constructor" }, "▶️", "Running (constructor)"],
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

describe("how far a running job is", () => {
  it.each([
    [{ queuePosition: 0 }, "next in line"],
    [{ queuePosition: 1 }, "1 job ahead"],
    [{ queuePosition: 1_200 }, "1,200 jobs ahead"],
    [{ percent: 47 }, "45%"],
    [{ percent: 0, queuePosition: 3 }, "0%"],
    [{}, undefined],
  ])("reads for %j: %s", (facts, text) => {
    expect(progressText(facts, translator)).toBe(text);
  });

  it.each([
    ["de", "als Nächster dran", "3 Jobs davor"],
    ["fr", "prochaine à démarrer", "3\u00a0tâches avant elle"],
    ["es", "es el siguiente", "3 trabajos por delante"],
    ["ja", "次に開始", "前に3件"],
    ["pt-BR", "é a próxima", "3 tarefas na frente"],
  ])("reads in %s: %s, %s", (locale, next, third) => {
    const other = translatorFor(locale);
    expect(progressText({ queuePosition: 0 }, other)).toBe(next);
    expect(progressText({ queuePosition: 3 }, other)).toBe(third);
  });
});

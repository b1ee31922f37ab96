import { expect, it } from "vitest";
import { costPart, monthText } from "../../../src/messages/small-print.ts";
import { translatorFor } from "../../../src/messages/translator.ts";
import { aFollow, aSettledFollow } from "../../support/follows.ts";

it.each([
  ["en", { amount: 0.5, unit: "USD" }, "cost $0.50"],
  ["en", { amount: 0.0125, unit: "USD" }, "cost $0.0125"],
  ["de", { amount: 0.5, unit: "USD" }, "Kosten 0,50\u00a0$"],
  ["en", { amount: 1, unit: "credits" }, "cost 1 credit"],
  ["fr", { amount: 2.25, unit: "credits" }, "coût 2,25\u00a0crédits"],
  ["en", { amount: 3, unit: "units" }, "cost 3 billable units"],
  ["en", { amount: 3, unit: "GPU\nseconds" }, "cost 3\u00a0GPU seconds"],
])("says in %s what a job cost: %j is %s", (locale, cost, text) => {
  const follow = aSettledFollow({ kind: "failed" }, { job: { status: "failed", cost } });
  expect(costPart(follow, translatorFor(locale))).toEqual([text]);
});

it.each([
  ["en", "November"],
  ["de", "November"],
  ["fr", "novembre"],
  ["es", "noviembre"],
  ["ja", "11月"],
  ["pt-BR", "novembro"],
])("names a month in %s: %s", (locale, name) => {
  expect(monthText("2026-11", translatorFor(locale))).toBe(name);
});

it("says nothing of a cost that the API does not tell", () => {
  const follow = aSettledFollow({ kind: "failed" }, { job: { status: "failed" } });
  expect(costPart(follow, translatorFor("en"))).toEqual([]);
});

it("says nothing of what a job would cost that has not ended", () => {
  const job = { status: "progress", cost: { amount: 5, unit: "credits" } };
  expect(costPart(aFollow({ job }), translatorFor("en"))).toEqual([]);
  const gaveUp = aSettledFollow({ kind: "gave-up", afterMs: 1_000 }, { job });
  expect(costPart(gaveUp, translatorFor("en"))).toEqual([]);
});

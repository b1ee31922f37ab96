import { expect, it } from "vitest";
import { adapterAnswer } from "../../../src/messages/adapter-answer.ts";
import { LOCALES } from "../../../src/messages/translator.ts";
import { toPlainText } from "../../support/plain-text.ts";
import { said } from "../../support/sentence.ts";

it.each(LOCALES)("says in %s that the store is away, and what to do about it", (locale) => {
  const answer = adapterAnswer("answer.store-down", { locale, platform: "slack" });
  const terms = { locale, platform: "slack" } as const;
  const lines = [said("answer.store-down", {}, terms), said("answer.store-down-rest", {}, terms)];
  expect(toPlainText(answer)).toBe(lines.join("\n"));
});

it("says everything else in one sentence", () => {
  const answer = adapterAnswer("answer.restarting", { locale: undefined, platform: "discord" });
  expect(toPlainText(answer)).toBe(said("answer.restarting", {}, { platform: "discord" }));
});

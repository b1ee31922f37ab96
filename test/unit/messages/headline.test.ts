import { expect, it } from "vitest";
import { summaryText } from "../../../src/messages/headline.ts";
import { translatorFor } from "../../../src/messages/translator.ts";

it.each([
  ["en", "Failed: a whale"],
  ["de", "Failed: a whale"],
  ["fr", "Failed\u00a0: a whale"],
  // A space used to follow the wide colon, which only the end of bold text needs.
  ["ja", "Failed：a whale"],
])("puts the prompt behind the words of a notification in %s: %s", (locale, text) => {
  expect(summaryText("Failed", "a whale", translatorFor(locale))).toBe(text);
});

it("leaves the words of a notification alone if there is no prompt", () => {
  expect(summaryText("Failed", undefined, translatorFor("ja"))).toBe("Failed");
});

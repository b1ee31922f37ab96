import { describe, expect, it } from "vitest";
import { CATALOGUES, LOCALES, type MessageKey } from "../../../src/messages/translator.ts";
import { PIKA_SENTENCES } from "./pika-sentences.ts";

const keysWith = (mark: string): string[] =>
  Object.entries(CATALOGUES.en).flatMap(([key, text]) => (text.includes(mark) ? key : []));

/** Sentences that came after the other job APIs, or that Pika's source never needs: it cancels no job, marks no file as unsafe. */
const isNewer = (key: string): boolean => /source-off$|^cancel\.|unsafe|^status\.files-/.test(key);

describe.each(LOCALES)("the sentences in %s that name a job API", (locale) => {
  const inNameOf = (source: string): Record<string, string> =>
    Object.fromEntries(
      Object.keys(PIKA_SENTENCES[locale]).map((key) => [
        key,
        CATALOGUES[locale][key as MessageKey].replaceAll("{source}", source),
      ]),
    );

  it("read for Pika as they always did", () => {
    expect(inNameOf("Pika")).toEqual(PIKA_SENTENCES[locale]);
  });

  it("never name Pika's API for a job of another one", () => {
    for (const text of Object.values(inNameOf("fal")))
      expect(text.replaceAll("Pika Relay", "")).not.toContain("Pika");
  });
});

it("names the source of a job in every sentence about its API", () => {
  const named = Object.keys(PIKA_SENTENCES.en);
  expect(keysWith("{source}").filter((key) => !isNewer(key))).toEqual(named);
});

it("says `the fal API` of a job of fal", () => {
  const text = CATALOGUES.en["trouble.rate-limited"].replace("{source}", "fal");
  expect(text).toBe("The fal API is rate limiting requests. I’ll keep trying.");
});

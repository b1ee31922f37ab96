import { expect, it } from "vitest";
import { sentFilename } from "../../../../../src/adapters/discord/api/sent-filename.ts";
import { testFile } from "../../../../support/discord/connected.ts";

const sent = (name: string, isSpoiler = true): string =>
  sentFilename({ file: testFile(name), altText: "", isSpoiler });

it("is the file's own name, unless it is a spoiler", () => {
  expect(sent("cat.mp4", false)).toBe("cat.mp4");
  expect(sentFilename({ file: testFile("cat.mp4"), altText: "" })).toBe("cat.mp4");
  expect(sent("cat.mp4")).toBe("SPOILER_cat.mp4");
});

it("begins with Discord's mark even if the name does already", () => {
  expect(sent("SPOILER_cat.mp4")).toBe("SPOILER_SPOILER_cat.mp4");
});

it.each([
  `${"x".repeat(96)}.mp4`,
  `${"x".repeat(91)}.webm`,
  "x".repeat(100),
  `${"🐱".repeat(48)}.mp4`,
])("keeps its extension within 100 characters: %s", (name) => {
  const result = sent(name);
  expect(result.length).toBeLessThanOrEqual(100);
  expect(result).toMatch(/^SPOILER_[x🐱]+(\.\w+)?$/u);
  expect(result.split(".")[1]).toBe(name.split(".")[1]);
  expect(result.isWellFormed()).toBe(true);
});

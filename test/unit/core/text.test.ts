import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLine, cleanText, cutText } from "../../../src/core/text.ts";

const FAMILY = "👩‍👩‍👧‍👦";
/** Text as people write it: letters, accents, emoji joined to families, flags, line ends. */
const richText = fc
  .array(
    fc.constantFrom(
      "a",
      " ",
      "\n",
      "\r\n",
      "é",
      "e\u0301",
      "🇩🇪",
      FAMILY,
      "👍🏽",
      "猫",
      "नि",
      "각",
      "\u200d",
    ),
    { maxLength: 60, size: "max" },
  )
  .map((parts) => parts.join(""));
const anyText = fc.oneof(richText, fc.string({ unit: "binary", maxLength: 200, size: "max" }));
const brokenText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60, size: "max" })
  .map((units) => String.fromCharCode(...units));
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const charactersOf = (text: string): string[] =>
  [...graphemes.segment(text)].map(({ segment }) => segment);

describe("cleanText", () => {
  it.each([
    ["ordinary text, with\ttabs\nand lines", "ordinary text, with\ttabs\nand lines"],
    ["one\r\ntwo\rthree\u2028four\u2029five\u0085six", "one\ntwo\nthree\nfour\nfive\nsix"],
    ["bell\u0007 escape\u001b[31m nul\0 del\u007f c1\u009b", "bell escape[31m nul del c1"],
    ["a\u202eb\u2066c\u2069d\u200ee\u200ff\u061cg\ufeff", "abcdefg"],
    ["half \ud83d and \ude00 half", "half \ufffd and \ufffd half"],
    [`whole 😀 ${FAMILY}`, `whole 😀 ${FAMILY}`],
    ["", ""],
  ])("%j becomes %j", (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it("leaves nothing unsafe in any text, and a second time changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), (text) => {
        const clean = cleanText(text);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean.replace(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });
});

describe("cleanLine", () => {
  it("is one line without space around it", () => {
    expect(cleanLine("  a \r\n\t b\u00a0\u3000c\u202e\n")).toBe("a b c");
  });

  it("never holds a line end or two spaces in a row", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), (text) => {
        expect(cleanLine(text)).not.toMatch(/[\n\r\t]|\s\s|^\s|\s$/);
      }),
    );
  });
});

describe("cutText", () => {
  it.each([
    ["hello", 5, "hello"],
    ["hello", 4, "hell"],
    ["hello", 0, ""],
    ["hello", -3, ""],
    ["", 0, ""],
    ["ab😀", 3, "ab"],
    ["ab😀", 4, "ab😀"],
    ["abe\u0301", 3, "ab"],
    [`ab${FAMILY}`, 12, "ab"],
    ["🇩🇪🇫🇷", 7, "🇩🇪"],
    ["👍🏽👍🏽", 7, "👍🏽"],
    ["a\r\nb", 2, "a"],
  ])("%j within %i units is %j", (text, maxUnits, cut) => {
    expect(cutText(text, maxUnits)).toBe(cut);
  });

  it("cuts a single character that is longer than the limit between its code points", () => {
    expect(cutText(FAMILY, 3)).toBe("👩‍");
    expect(cutText(FAMILY, 4)).toBe("👩‍");
    expect(cutText("😀", 1)).toBe("");
    const zalgo = `e${"\u0301".repeat(5000)}`;
    expect(cutText(zalgo, 100)).toBe(`e${"\u0301".repeat(99)}`);
  });

  it("gives a beginning within the limit that ends between two characters", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 250 }), (text, maxUnits) => {
        const cut = cutText(text, maxUnits);
        expect(cut.length).toBeLessThanOrEqual(maxUnits);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
        // The same beginning, counted character by character.
        let expected = "";
        for (const character of charactersOf(text)) {
          if (expected.length + character.length > maxUnits) break;
          expected += character;
        }
        const firstIsTooLong = expected === "" && text !== "";
        expect(firstIsTooLong || cut === expected).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("is quick on a long text", () => {
    const text = FAMILY.repeat(200_000);
    const startedAt = performance.now();
    for (let turn = 0; turn < 20; turn += 1) cutText(text, 2000);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

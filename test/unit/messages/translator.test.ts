import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { channelSpan, code, mention, type Span } from "../../../src/core/message.ts";
import {
  LOCALES,
  localized,
  translatorFor,
  toLocale,
  type Locale,
} from "../../../src/messages/translator.ts";

const english = translatorFor("en");

describe("the translator of a language tag", () => {
  it.each<[string | undefined, Locale]>([
    ["en", "en"],
    ["en-GB", "en"],
    ["de", "de"],
    ["de-AT", "de"],
    ["DE_de", "de"],
    ["fr-CA", "fr"],
    ["es", "es"],
    ["es-ES", "es"],
    ["es-419", "es"],
    ["ja", "ja"],
    ["ja-JP", "ja"],
    ["pt", "pt-BR"],
    ["pt-BR", "pt-BR"],
    ["pt-PT", "pt-BR"],
    ["ko", "en"],
    ["zh-TW", "en"],
    ["den", "en"],
    ["e", "en"],
    ["", "en"],
    ["-", "en"],
    [undefined, "en"],
  ])("%j is spoken in %s", (tag, locale) => {
    expect(toLocale(tag)).toBe(locale);
    expect(translatorFor(tag).locale).toBe(locale);
  });

  it("is the same each time", () => {
    expect(translatorFor("de-AT")).toBe(translatorFor("de"));
  });
});

describe("a sentence", () => {
  it("is text if it has no placeholders", () => {
    expect(english.spans("jobid.missing")).toEqual(["Add a job ID to the command."]);
  });

  it("accepts text, spans and lists of spans as values", () => {
    expect(english.spans("list.asked-by", { people: [mention("1"), ", ", mention("2")] })).toEqual([
      "for ",
      mention("1"),
      ", ",
      mention("2"),
    ]);
    expect(english.spans("follow.following", { job: code("job:1") })).toEqual([
      "Following job ",
      code("job:1"),
      ". I’ll post its result in this channel and mention you.",
    ]);
    expect(english.spans("list.page", { page: "2", pages: "3" })).toEqual(["Page 2 of 3"]);
  });

  it("accepts an empty list as a value", () => {
    const values = { symbol: "✅", words: "The video is ready", sentence: [] };
    expect(english.text("result.headline-sentence", values)).toBe("✅ The video is ready.");
  });

  it("emphasises what is between its asterisks, values included", () => {
    expect(english.spans("settings.delivery", { delivery: "post", explanation: "So." })).toEqual([
      "Results in this channel: ",
      { kind: "strong", text: "post" },
      ". So.",
    ]);
    expect(english.spans("list.waiting", { jobs: "2 jobs" })).toEqual([
      { kind: "strong", text: "This channel follows 2 jobs." },
    ]);
  });

  // "**You may not post in **<#C1>" lost the space before the channel, or showed the asterisks.
  it("keeps the space between emphasised words and a span that cannot be emphasised", () => {
    expect(english.spans("share.person", { channel: channelSpan("C1") })).toEqual([
      { kind: "strong", text: "You can’t post in" },
      " ",
      channelSpan("C1"),
      ", so I can’t post there for you.",
    ]);
  });

  it.each(LOCALES)("never opens or closes emphasis with a space in %s", (locale) => {
    const spans = translatorFor(locale).spans("share.bot", {
      channel: channelSpan("C1"),
      problem: english.spans("access.not-allowed"),
    });
    const strong = spans.filter(isStrong);
    expect(strong).not.toEqual([]);
    for (const { text } of strong) expect(text).toBe(text.trim());
  });

  it("can be translated later, as spans or as text", () => {
    const missing = localized("access.lacks", { names: "Attach Files" });
    expect(english.spansOf(missing)).toEqual(["I’m missing: Attach Files."]);
    expect(translatorFor("de").textOf(missing)).toBe("Mir fehlen Berechtigungen: Attach Files.");
    expect(english.textOf(localized("answer.cancelled"))).toBe("OK, nothing was changed.");
  });

  it("is one line of plain text for labels", () => {
    const job = "job\n:1\u0007\u202e  x";
    expect(english.text("result.alt-text", { source: "Pika", job })).toBe(
      "Result of Pika job job :1 x",
    );
    expect(english.text("help.command", { command: code("/pika-help"), description: "" })).toBe(
      "/pika-help",
    );
  });
});

const isStrong = (span: Span): span is Extract<Span, { kind: "strong" }> =>
  typeof span !== "string" && span.kind === "strong";

describe("outside text in a placeholder", () => {
  it.each([
    "{explanation}",
    "{delivery}",
    "**loud**",
    "**",
    "a ** b",
    "{",
    "$&",
    "$1",
    "__proto__",
  ])("stays text: %s", (outside) => {
    const value = `a${outside}b`;
    expect(english.spans("settings.delivery", { delivery: "post", explanation: value })).toEqual([
      "Results in this channel: ",
      { kind: "strong", text: "post" },
      `. ${value}`,
    ]);
    expect(english.spans("list.waiting", { jobs: value })).toEqual([
      { kind: "strong", text: `This channel follows ${value}.` },
    ]);
  });

  it("stays text in every language", () => {
    const outside = fc.string({ unit: fc.constantFrom("{", "}", "*", "status", "command", " ") });
    fc.assert(
      fc.property(outside, fc.constantFrom(...LOCALES), (status, locale) => {
        const spans = translatorFor(locale).spans("result.last-status", {
          status,
          command: code("c"),
        });
        expect(spans.filter((span) => typeof span !== "string")).toEqual([code("c")]);
        expect(spans.filter((span) => typeof span === "string").join("")).toContain(status);
      }),
    );
  });
});

describe("counts", () => {
  it.each<[Locale, readonly [string, string, string, string]]>([
    ["en", ["0 jobs", "1 job", "2 jobs", "1,000,000 jobs"]],
    ["de", ["0 Jobs", "1 Job", "2 Jobs", "1.000.000 Jobs"]],
    ["fr", ["0_tâche", "1_tâche", "2_tâches", "1~000~000_tâches"]],
    ["es", ["0 trabajos", "1 trabajo", "2 trabajos", "1.000.000 trabajos"]],
    ["ja", ["0件のジョブ", "1件のジョブ", "2件のジョブ", "1,000,000件のジョブ"]],
    ["pt-BR", ["0 tarefa", "1 tarefa", "2 tarefas", "1.000.000 tarefas"]],
  ])("are said in %s", (locale, words) => {
    const translator = translatorFor(locale);
    expect([0, 1, 2, 1_000_000].map((n) => visibly(translator.count("jobs", n)))).toEqual(words);
  });
});

describe("lengths of time", () => {
  it.each([
    [0, "1s"],
    [999, "1s"],
    [15_000, "15s"],
    [59_600, "1m"],
    [90_000, "1m_30s"],
    [3_600_000, "1h"],
    [3_601_000, "1h"],
    [5_430_000, "1h_30m"],
    [86_400_000, "1d"],
    [93_600_000, "1d_2h"],
    [31 * 86_400_000, "31d"],
  ])("%i ms are %s", (durationMs, words) => {
    expect(visibly(english.duration(durationMs))).toBe(words);
  });

  it.each<[Locale, string, string]>([
    ["de", "1_min_30_s", "1_d_2_h"],
    ["fr", "1_min_30_s", "1_j_2_h"],
    ["es", "1_min_30_s", "1_d_2_h"],
    ["ja", "1分30秒", "1日2時間"],
    ["pt-BR", "1_min_30_s", "1_d_2_h"],
  ])("are said in %s", (locale, short, long) => {
    const translator = translatorFor(locale);
    expect(visibly(translator.duration(90_000))).toBe(short);
    expect(visibly(translator.duration(93_600_000))).toBe(long);
  });
});

describe("sizes", () => {
  it.each([
    [0, "0_B"],
    [999, "999_B"],
    [1000, "1_kB"],
    [1499, "1_kB"],
    [999_499, "999_kB"],
    [1_000_000, "1_MB"],
    [10_485_760, "10.5_MB"],
    [1_500_000_000, "1,500_MB"],
  ])("%i bytes are %s", (bytes, words) => {
    expect(visibly(english.size(bytes))).toBe(words);
  });

  it.each<[Locale, string, string]>([
    ["de", "12_Byte", "10,5_MB"],
    ["fr", "12_o", "10,5_Mo"],
    ["es", "12_B", "10,5_MB"],
    ["ja", "12バイト", "10.5_MB"],
    ["pt-BR", "12_B", "10,5_MB"],
  ])("are said in %s", (locale, small, large) => {
    const translator = translatorFor(locale);
    expect(visibly(translator.size(12))).toBe(small);
    expect(visibly(translator.size(10_485_760))).toBe(large);
  });
});

/** No-break spaces that a reader of the test can see. */
const visibly = (text: string): string => text.replaceAll("\u00a0", "_").replaceAll("\u202f", "~");

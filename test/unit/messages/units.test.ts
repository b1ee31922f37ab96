import { describe, expect, it } from "vitest";
import { LOCALES, translatorFor, type Locale } from "../../../src/messages/translator.ts";
import type { Platform } from "../../../src/core/channel/channel-ref.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What {@link DURATIONS} say, in order. */
const DURATIONS_MS = [
  SECOND_MS,
  59 * SECOND_MS,
  MINUTE_MS,
  90 * SECOND_MS,
  HOUR_MS - SECOND_MS,
  HOUR_MS,
  HOUR_MS + 5 * MINUTE_MS,
  DAY_MS - MINUTE_MS,
  DAY_MS,
  DAY_MS + 2 * HOUR_MS,
  40 * DAY_MS,
  1200 * DAY_MS,
];
const DURATIONS: Readonly<Record<Locale, string>> = {
  en: "1s 59s 1m 1m_30s 59m_59s 1h 1h_5m 23h_59m 1d 1d_2h 40d 1,200d",
  de: "1_s 59_s 1_min 1_min_30_s 59_min_59_s 1_h 1_h_5_min 23_h_59_min 1_d 1_d_2_h 40_d 1.200_d",
  fr: "1_s 59_s 1_min 1_min_30_s 59_min_59_s 1_h 1_h_5_min 23_h_59_min 1_j 1_j_2_h 40_j 1~200_j",
  es: "1_s 59_s 1_min 1_min_30_s 59_min_59_s 1_h 1_h_5_min 23_h_59_min 1_d 1_d_2_h 40_d 1200_d",
  ja: "1秒 59秒 1分 1分30秒 59分59秒 1時間 1時間5分 23時間59分 1日 1日2時間 40日 1,200日",
  "pt-BR":
    "1_s 59_s 1_min 1_min_30_s 59_min_59_s 1_h 1_h_5_min 23_h_59_min 1_d 1_d_2_h 40_d 1.200_d",
};

/** What {@link SIZES} say, in order. */
const SIZES_BYTES = [
  0, 1, 999, 1000, 1023, 1024, 1500, 999_499, 1_000_000, 1_048_576, 10_485_760, 2_000_000_000,
  2_147_483_648,
];
const SIZES: readonly [Locale, Platform, string][] = [
  [
    "en",
    "discord",
    "0_B 1_B 999_B 1,000_B 1,023_B 1_kB 1_kB 976_kB 977_kB 1_MB 10_MB 1,907.3_MB 2,048_MB",
  ],
  ["en", "slack", "0_B 1_B 999_B 1_kB 1_kB 1_kB 2_kB 999_kB 1_MB 1_MB 10.5_MB 2,000_MB 2,147.5_MB"],
  [
    "de",
    "discord",
    "0_Byte 1_Byte 999_Byte 1.000_Byte 1.023_Byte 1_kB 1_kB 976_kB 977_kB 1_MB 10_MB 1.907,3_MB 2.048_MB",
  ],
  [
    "de",
    "slack",
    "0_Byte 1_Byte 999_Byte 1_kB 1_kB 1_kB 2_kB 999_kB 1_MB 1_MB 10,5_MB 2.000_MB 2.147,5_MB",
  ],
  [
    "fr",
    "discord",
    "0_o 1_o 999_o 1~000_o 1~023_o 1_ko 1_ko 976_ko 977_ko 1_Mo 10_Mo 1~907,3_Mo 2~048_Mo",
  ],
  ["fr", "slack", "0_o 1_o 999_o 1_ko 1_ko 1_ko 2_ko 999_ko 1_Mo 1_Mo 10,5_Mo 2~000_Mo 2~147,5_Mo"],
  [
    "es",
    "discord",
    "0_B 1_B 999_B 1000_B 1023_B 1_kB 1_kB 976_kB 977_kB 1_MB 10_MB 1907,3_MB 2048_MB",
  ],
  ["es", "slack", "0_B 1_B 999_B 1_kB 1_kB 1_kB 2_kB 999_kB 1_MB 1_MB 10,5_MB 2000_MB 2147,5_MB"],
  [
    "ja",
    "discord",
    "0バイト 1バイト 999バイト 1,000バイト 1,023バイト 1_kB 1_kB 976_kB 977_kB 1_MB 10_MB 1,907.3_MB 2,048_MB",
  ],
  [
    "ja",
    "slack",
    "0バイト 1バイト 999バイト 1_kB 1_kB 1_kB 2_kB 999_kB 1_MB 1_MB 10.5_MB 2,000_MB 2,147.5_MB",
  ],
  [
    "pt-BR",
    "discord",
    "0_B 1_B 999_B 1.000_B 1.023_B 1_kB 1_kB 976_kB 977_kB 1_MB 10_MB 1.907,3_MB 2.048_MB",
  ],
  [
    "pt-BR",
    "slack",
    "0_B 1_B 999_B 1_kB 1_kB 1_kB 2_kB 999_kB 1_MB 1_MB 10,5_MB 2.000_MB 2.147,5_MB",
  ],
];

describe.each(LOCALES)("in %s", (locale) => {
  it("lengths of time have two units at most", () => {
    const translator = translatorFor(locale);
    const said = DURATIONS_MS.map((durationMs) => visibly(translator.duration(durationMs)));
    expect(said.join(" ")).toBe(DURATIONS[locale]);
  });

  // The catalogues have the units, because Intl has other words, and spaces at which a line may break.
  it("lengths of time differ from Intl's", () => {
    const said = translatorFor(locale).duration(90 * SECOND_MS);
    const styles = ["narrow", "short", "long", "digital"] as const;
    for (const style of styles)
      expect(
        new Intl.DurationFormat(locale, { style }).format({ minutes: 1, seconds: 30 }),
      ).not.toBe(said);
  });

  it("sizes differ from Intl's", () => {
    const said = translatorFor(locale, "slack").size(1_500_000);
    for (const unitDisplay of ["narrow", "short", "long"] as const)
      expect(
        new Intl.NumberFormat(locale, { style: "unit", unit: "megabyte", unitDisplay }).format(1.5),
      ).not.toBe(said);
  });
});

it.each(SIZES)("sizes in %s on %s", (locale, platform, words) => {
  const translator = translatorFor(locale, platform);
  expect(SIZES_BYTES.map((bytes) => visibly(translator.size(bytes))).join(" ")).toBe(words);
});

it.each<[Locale, string]>([
  ["en", "0% 7% 100%"],
  ["de", "0_% 7_% 100_%"],
  ["fr", "0_% 7_% 100_%"],
  ["es", "0_% 7_% 100_%"],
  ["ja", "0% 7% 100%"],
  ["pt-BR", "0% 7% 100%"],
])("percentages in %s", (locale, words) => {
  const translator = translatorFor(locale);
  expect([0, 7, 100].map((percent) => visibly(translator.percent(percent))).join(" ")).toBe(words);
});

/** No-break spaces that a reader of the test can see. */
const visibly = (text: string): string => text.replaceAll("\u00a0", "_").replaceAll("\u202f", "~");

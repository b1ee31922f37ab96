import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  catalogueOf,
  CATALOGUES,
  LOCALES,
  type Locale,
  type MessageKey,
} from "../../../src/messages/translator.ts";

const { en } = CATALOGUES;
/** A key of the catalogues, a plural category that English does not have included: `jobs.many`. */
type Key = MessageKey | `${string}.${Intl.LDMLPluralRule}`;

const PLURAL = /\.(?:zero|one|two|few|many|other)$/;
const isMessageKey = (key: string): key is MessageKey => !PLURAL.test(key);
const KEYS = Object.keys(en).filter(isMessageKey);
const COUNTED = Object.keys(en).flatMap((key) => /^(.+)\.other$/.exec(key)?.[1] ?? []);
const TRANSLATIONS = LOCALES.filter((locale) => locale !== "en");

const entriesOf = (catalogue: Readonly<Record<string, string>>) =>
  Object.entries(catalogue) as [Key, string][];
const sentencesOf = (locale: Locale) => entriesOf(CATALOGUES[locale]);
/** What a key's sentence translates. */
const inEnglish = (key: Key): string =>
  new Map(sentencesOf("en")).get(key) ?? inEnglish(`${key.replace(PLURAL, "")}.other`);
const brokenBy = (locale: Locale, isBroken: Check) =>
  sentencesOf(locale).filter(([key, text]) => isBroken(text, key));
const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).toSorted();

type Check = (text: string, key: Key) => boolean;

const hasOtherPlaceholders: Check = (text, key) =>
  placeholdersOf(text).join() !== placeholdersOf(inEnglish(key)).join();
const hasStrayMarks: Check = (text) =>
  /[{}*]/.test(text.replace(/\{\w+\}/g, "x").replace(/\*\*\S(?:[^*]*\S)?\*\*/g, ""));
const hasOtherEmphasis: Check = (text, key) =>
  text.includes("**") !== inEnglish(key).includes("**");
const shouts: Check = (text) => /[!！¡]/.test(text);
const isUntidy: Check = (text) => text === "" || text !== text.trim() || /\s\s/.test(text);
const isTooLong: Check = (text, key) => text.length > maxLengthOf(key);
const endsOddly: Check = (text, key) =>
  /[.?](?:\*\*)?$/.test(inEnglish(key)) &&
  !/[.:?。：？](?:\*\*)?$/.test(text) &&
  !ENDS_IN_CODE.has(key);

describe.each(LOCALES)("the sentences in %s", (locale) => {
  it("are those of the English catalogue, in its order", () => {
    expect(Object.keys(CATALOGUES[locale]).filter(isMessageKey)).toEqual(KEYS);
  });

  it("have one for each plural category of the language, and no other", () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
    const plurals = Object.keys(CATALOGUES[locale]).filter((key) => !isMessageKey(key));
    const wanted = COUNTED.flatMap((noun) => pluralCategories.map((each) => `${noun}.${each}`));
    expect(plurals.toSorted()).toEqual(wanted.toSorted());
  });

  it.each<[string, Check]>([
    ["have the placeholders of the English ones", hasOtherPlaceholders],
    ["hold no brace outside a placeholder, and close their emphasis", hasStrayMarks],
    ["emphasise something where the English ones do", hasOtherEmphasis],
    ["do not shout", shouts],
    ["are not empty, and have no space around them or doubled within", isUntidy],
    ["fit where the platforms show them", isTooLong],
    ["end as sentences where the English ones do", endsOddly],
  ])("%s", (_promise, isBroken) => {
    expect(brokenBy(locale, isBroken)).toEqual([]);
  });
});

/** Japanese ends these with what is shown as code, which needs space on both sides. */
const ENDS_IN_CODE: ReadonlySet<Key> = new Set(["jobid.example"]);

/** Discord's limits: a description of a command or an option 100, a button 80; Slack's: a button 75, a shortcut's name 24. */
function maxLengthOf(key: Key): number {
  if (key === "shortcut.follow") return 32;
  if (/^(?:command|option)\./.test(key)) return 100;
  return key.startsWith("button.") ? 75 : Infinity;
}

it("names the shortcut within Slack's 24 characters in English, which the manifest speaks", () => {
  expect(en["shortcut.follow"].length).toBeLessThanOrEqual(24);
});

describe.each(TRANSLATIONS)("the translation to %s", (locale) => {
  it("translates everything except words that are the same", () => {
    const same = brokenBy(locale, (text, key) => text === inEnglish(key)).map(([key]) => key);
    expect(same.filter((key) => !READS_THE_SAME.has(key))).toEqual([]);
  });
});

/** Nothing but placeholders, or a word that a language shares with English. */
const READS_THE_SAME: ReadonlySet<Key> = new Set([
  "unit.bytes",
  "unit.kilobytes",
  "unit.megabytes",
  "join.names",
  "join.units",
  "status.job",
  "result.headline-reason",
  "result.headline-sentence",
  "result.summary",
  "link.sized",
  "list.status",
  "help.command",
  "switch.status",
]);

describe.each(LOCALES)("the sentences in %s on Slack", (locale) => {
  const onSlack = catalogueOf(locale, "slack");

  it.each<[string, Check]>([
    ["have the placeholders of the English ones", hasOtherPlaceholders],
    ["close their emphasis", hasStrayMarks],
    ["emphasise something where the English ones do", hasOtherEmphasis],
    ["fit where Slack shows them", isTooLong],
    ["name no server", (text, key) => !key.startsWith("access.") && SERVER.test(text)],
  ])("%s", (_promise, isBroken) => {
    expect(entriesOf(onSlack).filter(([key, text]) => isBroken(text, key))).toEqual([]);
  });

  it("use the words of Slack's clients", () => {
    expect(Object.values(onSlack).filter((text) => DISCORD_WORDS[locale]?.test(text))).toEqual([]);
  });

  it("are those of the catalogue on Discord", () => {
    expect(catalogueOf(locale, "discord")).toEqual(CATALOGUES[locale]);
  });
});

/** `access.not-member` and `access.invite` are said on Discord only. */
const SERVER = /\bserver\b|serveur|servidor|サーバー/i;
const DISCORD_WORDS: Partial<Record<Locale, RegExp>> = {
  de: /kan(?:a|ä)l/i,
  fr: /salon|messages? privés?/i,
  "pt-BR": /(?:este|um) tópico/,
};

describe("typography", () => {
  it("opens questions in Spanish", () => {
    expect(brokenBy("es", (text) => text.includes("?") !== text.includes("¿"))).toEqual([]);
  });

  it("puts no-break spaces before French signs, and uses the typographic apostrophe", () => {
    expect(
      brokenBy("fr", (text) => /[^\u00a0]:|[^\u202f][;?]|[^\u00a0]»|«[^\u00a0]|'/.test(text)),
    ).toEqual([]);
  });

  it("uses each language's quotation marks", () => {
    expect(CATALOGUES.de["result.last-status"]).toContain("„{status}“");
    expect(CATALOGUES.ja["result.last-status"]).toContain("「{status}」");
    for (const locale of LOCALES)
      expect(brokenBy(locale, (text) => text.includes('"'))).toEqual([]);
  });

  it("uses full-width signs in Japanese", () => {
    expect(brokenBy("ja", (text) => /[.,;:?()](?!\d)/.test(text))).toEqual([]);
  });

  // Slack took `*太字*` and `` `code` `` for text where Japanese characters stood beside the signs.
  it("puts spaces around emphasis and code in Japanese", () => {
    const formatted = /\*\*[^*]+\*\*|\{(?:job|command|field|example)\}/g;
    const isCramped = (text: string) => /[^ ]■|■[^ ]/.test(text.replace(formatted, "■"));
    expect(brokenBy("ja", isCramped)).toEqual([]);
  });
});

describe("the catalogue", () => {
  it("has no unused sentence", () => {
    expect(sentencesOf("en").filter(([key]) => !isSaid(key))).toEqual([]);
  });
});

const SOURCES = sourcesIn("src").concat(sourcesIn("commands")).join("\n");
/** Keys that are put together: `` `settings.${delivery}` ``. */
const TEMPLATES = [...SOURCES.matchAll(/`([a-z-]+\.[a-z.-]*)\$\{[^}]+\}([a-z.-]*)`/g)].map(
  ([, before = "", after = ""]) => ({ before, after }),
);

function isSaid(key: Key): boolean {
  if (SOURCES.includes(`"${key}"`)) return true;
  const counted = /^(.+)\.(?:one|other)$/.exec(key)?.[1];
  if (counted !== undefined && SOURCES.includes(`count("${counted}"`)) return true;
  return TEMPLATES.some(({ before, after }) => key.startsWith(before) && key.endsWith(after));
}

function sourcesIn(directory: string): string[] {
  const root = new URL(`../../../${directory}/`, import.meta.url);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.startsWith("messages/i18n/"))
    .map((path) => readFileSync(new URL(path, root), "utf8"));
}

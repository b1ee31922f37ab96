import { cleanText } from "./text.ts";
import type { Span } from "./message.ts";
import { de } from "./words/de.ts";
import { en, type Catalogue } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { ja } from "./words/ja.ts";
import { ptBr } from "./words/pt-br.ts";

/** Names one sentence of the catalogue. */
export type PhraseKey = keyof typeof en;

/** Every language, by its BCP 47 tag; English is what the others translate, and what is spoken where none fits. */
export const CATALOGUES = { en, de, fr, es, ja, "pt-BR": ptBr } as const satisfies Readonly<
  Record<string, Catalogue>
>;
/** The tag of a language that the relay speaks. */
export type Locale = keyof typeof CATALOGUES;
/** See {@link Locale}. */
export const LOCALES = Object.keys(CATALOGUES) as readonly Locale[];

type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;
/** What fills a placeholder: text, or spans such as a mention. */
export type Value = string | Span | readonly Span[];
type Values<Key extends PhraseKey> = Readonly<Record<Placeholder<(typeof en)[Key]>, Value>>;
type Given<Key extends PhraseKey> = [Placeholder<(typeof en)[Key]>] extends [never]
  ? []
  : [values: Values<Key>];

/** A sentence that somebody else will say, who knows the language of the person. */
export interface Phrase {
  readonly key: PhraseKey;
  readonly values: Readonly<Record<string, Value>>;
}

/** A sentence with what fills its placeholders. */
export const phrase = <Key extends PhraseKey>(key: Key, ...[values]: Given<Key>): Phrase => ({
  key,
  values: values ?? {},
});

/** What is counted in words: a key with `.one` and `.other`. */
type Countable = PhraseKey extends infer Key
  ? Key extends `${infer Noun}.one`
    ? Noun
    : never
  : never;

/** Speaks one language. */
export interface Speaker {
  readonly locale: Locale;
  /** A sentence as the parts of a line. */
  say<Key extends PhraseKey>(key: Key, ...given: Given<Key>): Span[];
  /** See {@link phrase}. */
  sayPhrase(phrase: Phrase): Span[];
  /** See {@link phrase}, as plain text. */
  textOf(phrase: Phrase): string;
  /** A sentence as plain text, for labels. */
  text<Key extends PhraseKey>(key: Key, ...given: Given<Key>): string;
  /** "1 job", "1,000 jobs". */
  count(noun: Countable, n: number): string;
  /** A length of time: the two largest units, never below a second. */
  duration(durationMs: number): string;
  /** A number of bytes, decimal units. */
  size(bytes: number): string;
}

const speakers = new Map<Locale, Speaker>();

/** Who speaks a language tag as platforms give them ("de", "pt-BR", "es-419"); English where none fits, or none is given. */
export function speakerOf(tag: string | undefined): Speaker {
  const locale = toLocale(tag);
  const known = speakers.get(locale);
  if (known) return known;
  const speaker = createSpeaker(locale);
  speakers.set(locale, speaker);
  return speaker;
}

/** The language that fits a tag best. */
export function toLocale(tag: string | undefined): Locale {
  const language = tag?.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale.toLowerCase().split("-")[0] === language) ?? "en";
}

function createSpeaker(locale: Locale): Speaker {
  const catalogue: Catalogue = CATALOGUES[locale];
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const fill = (key: PhraseKey, values: Readonly<Record<string, Value>>): Span[] =>
    mergeTexts(catalogue[key].split(MARKS).flatMap((part) => fillPart(part, values)));
  const plain = (key: PhraseKey, values: Readonly<Record<string, Value>> = {}): string =>
    toText(fill(key, values));
  const amount = (key: PhraseKey, n: number): string => plain(key, { n: numbers.format(n) });
  return {
    locale,
    say: (key, ...[values]) => fill(key, values ?? {}),
    sayPhrase: ({ key, values }) => fill(key, values),
    textOf: ({ key, values }) => plain(key, values),
    text: (key, ...[values]) => plain(key, values),
    count: (noun, n) => amount(plurals.select(n) === "one" ? `${noun}.one` : `${noun}.other`, n),
    duration: (durationMs) => durationWords(durationMs, amount),
    size: (bytes) => {
      if (bytes < 1000) return amount("unit.bytes", bytes);
      if (bytes < 1_000_000) return amount("unit.kilobytes", Math.round(bytes / 1000));
      return amount("unit.megabytes", bytes / 1_000_000);
    },
  };
}

/** Keeps `{placeholders}` and `**emphasis**` as parts of their own. */
const MARKS = /(\{\w+\}|\*\*.+?\*\*)/;

function fillPart(part: string, values: Readonly<Record<string, Value>>): readonly Span[] {
  if (part === "") return [];
  if (part.startsWith("**")) {
    const inner = part.slice(2, -2).split(MARKS);
    return emphasise(inner.flatMap((each) => fillPart(each, values)));
  }
  const name = /^\{(\w+)\}$/.exec(part)?.[1];
  if (name === undefined) return [part];
  const value = values[name] ?? part;
  return Array.isArray(value) ? (value as readonly Span[]) : [value as Span];
}

/** Texts side by side are one: a platform may treat the ends of each apart. */
function mergeTexts(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (typeof span === "string" && typeof last === "string") merged.splice(-1, 1, last + span);
    else merged.push(span);
  }
  return merged;
}

/** Only text can be emphasised, what stands side by side as one; a mention or a link stands for itself. */
function emphasise(spans: readonly Span[]): Span[] {
  const emphasised: Span[] = [];
  let text = "";
  for (const span of [...spans, undefined]) {
    if (typeof span === "string") {
      text += span;
      continue;
    }
    emphasised.push(...strongWords(text));
    text = "";
    if (span !== undefined) emphasised.push(span);
  }
  return emphasised;
}

/** The space around emphasised words is none of theirs: platforms take signs beside a space for text. */
function strongWords(text: string): Span[] {
  const words = text.trim();
  const start = text.indexOf(words);
  const strong = words === "" ? "" : ({ kind: "strong", text: words } as const);
  const spans = [text.slice(0, start), strong, text.slice(start + words.length)];
  return spans.filter((span) => span !== "");
}

function toText(spans: readonly Span[]): string {
  const texts = spans.map((span) => {
    if (typeof span === "string") return span;
    return "text" in span ? span.text : "";
  });
  // No-break spaces stay: "10 MB" is not to be torn apart.
  return cleanText(texts.join(""))
    .replace(/[\t\n ]+/g, " ")
    .trim();
}

function durationWords(durationMs: number, amount: (key: PhraseKey, n: number) => string): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const parts: [number, PhraseKey][] = [
    [Math.floor(seconds / 86_400), "unit.day"],
    [Math.floor((seconds % 86_400) / 3600), "unit.hour"],
    [Math.floor((seconds % 3600) / 60), "unit.minute"],
    [seconds % 60, "unit.second"],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  return parts
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, key]) => amount(key, n))
    .join(" ");
}

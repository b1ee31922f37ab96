import type { Platform } from "../core/channel/channel-ref.ts";
import { PLATFORM_FACTS } from "../core/channel/platform-facts.ts";
import type { LocalizedList, LocalizedText, TextValue } from "../core/localized-text.ts";
import type { Span } from "../core/message.ts";
import { fillSentence, textOfSpans } from "./sentence.ts";
import { de } from "./i18n/de.ts";
import { en, type Catalogue, type Countable, type MessageKey } from "./i18n/en.ts";
import { es } from "./i18n/es.ts";
import { fr } from "./i18n/fr.ts";
import { ja } from "./i18n/ja.ts";
import { ON_SLACK } from "./i18n/slack-terms.ts";
import { ptBr } from "./i18n/pt-br.ts";

export type { MessageKey };

const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en, key);

/** Every catalogue, by BCP 47 tag. English is the original of the others, and the fallback. */
export const CATALOGUES = { en, de, fr, es, ja, "pt-BR": ptBr } as const satisfies Readonly<
  Record<string, Catalogue<"other">>
>;
/** The tag of a language that the relay speaks. */
export type Locale = keyof typeof CATALOGUES;
/** See {@link Locale}. */
export const LOCALES = Object.keys(CATALOGUES) as readonly Locale[];

type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;
/** A list, joined by the rules of the reader's language. */
export const listed = (items: LocalizedList["items"]): LocalizedList => ({ items });
type Values<Key extends MessageKey> = Readonly<Record<Placeholder<(typeof en)[Key]>, TextValue>>;
type Given<Key extends MessageKey> = [Placeholder<(typeof en)[Key]>] extends [never]
  ? []
  : [values: Values<Key>];

/** A sentence to be translated later, with the values of its placeholders. */
export const localized = <Key extends MessageKey>(
  key: Key,
  ...[values]: Given<Key>
): LocalizedText => ({
  key,
  values: values ?? {},
});

/** Names of permissions, translated as in the platform's clients. A name without a translation stays as it is. */
export const permissionNames = (names: readonly string[]): LocalizedList =>
  listed(names.map((name) => (isPermission(name) ? localized(keyOfPermission(name)) : name)));

const keyOfPermission = (name: string) =>
  `permission.${name.toLowerCase().replaceAll(" ", "-")}` as Extract<
    MessageKey,
    `permission.${string}`
  >;
const isPermission = (name: string): boolean => isMessageKey(keyOfPermission(name));

/** Translates sentences into one language. */
export interface Translator {
  readonly locale: Locale;
  /** A sentence as the parts of a line. */
  spans<Key extends MessageKey>(key: Key, ...given: Given<Key>): Span[];
  /** See {@link localized}. */
  spansOf(localized: LocalizedText): Span[];
  /** See {@link localized}, as plain text. */
  textOf(localized: LocalizedText): string;
  /** A sentence as plain text, for labels. */
  text<Key extends MessageKey>(key: Key, ...given: Given<Key>): string;
  /** "1 job", "1,000 jobs". */
  count(noun: Countable, n: number): string;
  /** "45%". */
  percent(percent: number): string;
  /** A length of time: the two largest units, never below a second. */
  duration(durationMs: number): string;
  /** A number of bytes, counted as the platform's clients do: Discord's kB are 1,024 bytes, Slack's 1,000. */
  size(bytes: number): string;
  /** A list. */
  list(items: readonly Span[]): Span[];
}

const translators = new Map<string, Translator>();

/**
 * The translator for a platform's language tag ("de", "pt-BR", "es-419"); English if none fits, or without a tag. With a
 * `platform` it uses that platform's terms.
 */
export function translatorFor(tag: string | undefined, platform?: Platform): Translator {
  const locale = toLocale(tag);
  const key = `${locale} ${platform}`;
  const known = translators.get(key);
  if (known) return known;
  const translator = createTranslator(locale, platform);
  translators.set(key, translator);
  return translator;
}

/**
 * The translator for the language and the platform of a follow's messages, or of a person who asks. See
 * {@link translatorFor}.
 */
export const translatorOf = ({
  locale,
  channel,
}: {
  readonly locale?: string | undefined;
  readonly channel: { readonly platform: Platform };
}): Translator => translatorFor(locale, channel.platform);

/** The language that fits a tag best. */
export function toLocale(tag: string | undefined): Locale {
  const language = tag?.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale.toLowerCase().split("-")[0] === language) ?? "en";
}

/** A catalogue of any language. Its plural categories besides `other` depend on the language. */
type AnyCatalogue = Catalogue<"other"> & Partial<Catalogue<Intl.LDMLPluralRule>>;

/** A catalogue in a platform's own terms. */
export function catalogueOf(locale: Locale, platform: Platform | undefined): AnyCatalogue {
  const catalogue: AnyCatalogue = CATALOGUES[locale];
  if (platform === undefined || PLATFORM_FACTS[platform].terms === "discord") return catalogue;
  const { words, sentences } = ON_SLACK[locale];
  const inSlackTerms = (text: string): string =>
    words.reduce((rest, [discord, slack]) => rest.replace(discord, slack), text);
  const swapped = Object.entries(catalogue).map(([key, text]) => [key, inSlackTerms(text)]);
  return { ...catalogue, ...Object.fromEntries(swapped), ...sentences };
}

function createTranslator(locale: Locale, platform: Platform | undefined): Translator {
  const catalogue = catalogueOf(locale, platform);
  const kilo = platform === undefined ? 1000 : PLATFORM_FACTS[platform].kilobyteBytes;
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  const percentages = new Intl.NumberFormat(locale, { style: "percent" });
  const fill = (key: string, values: LocalizedText["values"]): Span[] =>
    fillSentence(isMessageKey(key) ? catalogue[key] : key, (name) => {
      const value = values[name];
      return value === undefined ? undefined : spansOf(value);
    });
  const spansOf = (value: TextValue): readonly Span[] => {
    if (typeof value === "string") return [value];
    if ("items" in value) return list(value.items);
    if ("key" in value) return fill(value.key, value.values);
    return "kind" in value ? [value] : value;
  };
  const list = (items: LocalizedList["items"]): Span[] =>
    items
      .map((item) => [...spansOf(item)])
      .reduce<Span[]>(
        (first, second) => (first.length === 0 ? second : fill("join.names", { first, second })),
        [],
      );
  const plain = (key: string, values: LocalizedText["values"] = {}): string =>
    textOfSpans(fill(key, values));
  const amount = (key: MessageKey, n: number): string => plain(key, { n: numbers.format(n) });
  return {
    locale,
    spans: (key, ...[values]) => fill(key, values ?? {}),
    spansOf: ({ key, values }) => fill(key, values),
    textOf: ({ key, values }) => plain(key, values),
    text: (key, ...[values]) => plain(key, values),
    count: (noun, n) => {
      const text = catalogue[`${noun}.${plurals.select(n)}`] ?? catalogue[`${noun}.other`];
      return textOfSpans(fillSentence(text, () => [numbers.format(n)]));
    },
    percent: (percent) => percentages.format(percent / 100),
    duration: (durationMs) =>
      durationParts(durationMs)
        .map(([n, key]) => amount(key, n))
        .reduce((first, second) => plain("join.units", { first, second })),
    size: (bytes) => {
      if (bytes < kilo) return amount("unit.bytes", bytes);
      if (bytes < kilo ** 2) return amount("unit.kilobytes", Math.round(bytes / kilo));
      return amount("unit.megabytes", Math.round((bytes / kilo ** 2) * 10) / 10);
    },
    list,
  };
}

function durationParts(durationMs: number): [n: number, unit: MessageKey][] {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  const parts: [number, MessageKey][] = [
    [Math.floor(seconds / 86_400), "unit.day"],
    [Math.floor((seconds % 86_400) / 3600), "unit.hour"],
    [Math.floor((seconds % 3600) / 60), "unit.minute"],
    [seconds % 60, "unit.second"],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  return parts.slice(first, first + 2).filter(([n]) => n > 0);
}

import type { Platform } from "../../src/core/channel/channel-ref.ts";
import type { LocalizedText, TextValue } from "../../src/core/localized-text.ts";
import { line, message, type Span } from "../../src/core/message.ts";
import {
  catalogueOf,
  toLocale,
  translatorFor,
  type MessageKey,
} from "../../src/messages/translator.ts";
import { toPlainText } from "./plain-text.ts";

/** Whose words: a language's (default: English) in a platform's own terms. */
interface Terms {
  readonly locale?: string;
  readonly platform?: Platform;
}

const PLACEHOLDER = /\{(\w+)\}/;

/**
 * A sentence of the catalogue, as {@link toPlainText} shows it. Throws if a placeholder has no value. Default of `source`:
 * the source of most tests.
 */
export function said(
  key: MessageKey,
  values: Readonly<Record<string, TextValue>> = {},
  { locale, platform }: Terms = {},
): string {
  const given = { source: "Pika", ...values };
  const text = catalogueOf(toLocale(locale), platform)[key];
  for (const [, name = ""] of text.matchAll(new RegExp(PLACEHOLDER, "g")))
    if (!(name in given)) throw new Error(`${key} needs ${name}`);
  return show(translatorFor(locale, platform).spansOf({ key, values: given }));
}

/**
 * Matches a sentence in the markup of any platform, and without markup. A placeholder without a value matches any text
 * on its line.
 */
export function sentence(
  key: MessageKey,
  values: Readonly<Record<string, string | Span | LocalizedText>> = {},
  { locale, platform }: Terms = {},
): RegExp {
  const translator = translatorFor(locale, platform);
  const textOf = (value: string | Span | LocalizedText): string =>
    typeof value === "object" && "key" in value ? show(translator.spansOf(value)) : show([value]);
  const text = catalogueOf(toLocale(locale), platform)[key];
  const source = text
    .split(/(\{\w+\}|\*\*)/)
    .map((part) => {
      if (part === "**") return String.raw`\*{0,2}`;
      const name = PLACEHOLDER.exec(part)?.[1];
      // Spaces and marks of emphasis change places around what is not text, such as a mention.
      if (name === undefined) return escape(part).replaceAll(/^ +| +$/g, "[* ]*");
      const value = values[name];
      return value === undefined ? ".+?" : `[* ]*${escape(textOf(value))}[* ]*`;
    })
    .join("");
  return new RegExp(source.replaceAll(/[ \u00a0\u202f](?!\])/g, "\\s"));
}

/** A pattern with values in it: a string stands for itself, a pattern for what it matches. */
export const pattern = (source: TemplateStringsArray, ...values: (string | RegExp)[]): RegExp =>
  new RegExp(
    String.raw(
      source,
      ...values.map((each) => (typeof each === "string" ? escape(each) : each.source)),
    ),
  );

const show = (spans: readonly Span[]): string => toPlainText(message([line(...spans)]));
const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

const PROMISES = (
  [
    "follow.following",
    "follow.over",
    "follow.already",
    "follow.already-you",
    "follow.already-over",
  ] as const
).map((key) => sentence(key));

/** Whether an answer promises the result of a job. */
export const promisesResult = (answer: string | undefined): boolean =>
  PROMISES.some((promise) => promise.test(answer ?? ""));

/** Whether a private answer is more than "looking that up". */
export const isAnswer = (text: string): boolean =>
  text !== "" && !text.startsWith(said("answer.interim"));

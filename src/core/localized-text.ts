import type { Span } from "./message.ts";

/**
 * A sentence that is not translated yet: `key` names it in the catalogues, `values` fill its placeholders. `localized` in
 * src/messages creates one and a `Translator` turns it into the reader's language; everything else only passes it on.
 */
export interface LocalizedText {
  readonly key: string;
  readonly values: Readonly<Record<string, TextValue>>;
}

/** What fills a placeholder: text, spans such as a mention, another sentence, or a list. */
export type TextValue = string | Span | readonly Span[] | LocalizedText | LocalizedList;

/** A list, separated as the reader's language does it. */
export interface LocalizedList {
  readonly items: readonly (Span | LocalizedText)[];
}

import { strong, type Span } from "../core/message.ts";
import type { Translator } from "./translator.ts";

/** The first line of a result: a symbol, emphasised text, and then `reason` or `sentence` if there is one. */
export interface Headline {
  readonly symbol: string;
  readonly text: string;
  readonly reason?: string | undefined;
  readonly sentence?: readonly Span[] | undefined;
}

/** A headline as the spans of a line. */
export function renderHeadline(
  { symbol, text: words, reason, sentence }: Headline,
  translator: Translator,
): Span[] {
  if (reason !== undefined)
    return translator.spans("result.headline-reason", { symbol, words, reason });
  if (sentence) return translator.spans("result.headline-sentence", { symbol, words, sentence });
  return [`${symbol} `, strong(words)];
}

/** The text of a notification: the headline, followed by its reason or by the prompt. */
export const summaryText = (
  words: string,
  rest: string | undefined,
  translator: Translator,
): string => (rest === undefined ? words : translator.text("result.summary", { words, rest }));

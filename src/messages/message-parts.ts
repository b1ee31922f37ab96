/** What status messages and results have in common. */
import type { Follow } from "../core/follow/follow.ts";
import {
  code,
  dotted,
  line,
  mention,
  quote,
  small,
  strong,
  type Block,
  type Span,
} from "../core/message.ts";
import type { Translator } from "./translator.ts";
import { cleanLine, cutText } from "../core/text.ts";
import { tookMsOf } from "./label.ts";

/** A prompt is how people know their job; its beginning is enough for that. */
const MAX_PROMPT = 120;

/** A job's prompt on one line; `undefined` if it has none. */
export function promptOf({ job }: Pick<Follow, "job">, maxLength = MAX_PROMPT): string | undefined {
  const prompt = cleanLine(job?.prompt ?? "");
  if (prompt === "") return undefined;
  const cut = cutText(prompt, maxLength);
  return cut === prompt ? prompt : `${cut.trimEnd()}…`;
}

/** {@link promptOf} as it stands below a head. */
export function promptQuote(follow: Follow): Block[] {
  const prompt = promptOf(follow);
  return prompt === undefined ? [] : [quote(prompt)];
}

/** What is said first: `reason` or `sentence` goes on where the emphasised words end. */
export interface Head {
  readonly symbol: string;
  readonly words: string;
  readonly reason?: string | undefined;
  readonly sentence?: readonly Span[] | undefined;
}

/** Most people in a line: more would leave no room for the rest. */
const MAX_NAMED = 10;

/** The first people by their names. */
export const firstPeople = (userIds: readonly string[], translator: Translator): Span[] =>
  translator.list(userIds.slice(0, MAX_NAMED).map(mention));

/** The same, with a sign of it where there are more. */
export const somePeople = (userIds: readonly string[], translator: Translator): Span[] =>
  translator.list([
    ...userIds.slice(0, MAX_NAMED).map(mention),
    ...(userIds.length > MAX_NAMED ? ["…"] : []),
  ]);

/** The people whom {@link firstPeople} does not name, in lines that come last and so are cut first. */
export function otherPeople(userIds: readonly string[], translator: Translator): Block[] {
  const rest = userIds.slice(MAX_NAMED);
  return rest.length === 0
    ? []
    : [line(...firstPeople(rest, translator)), ...otherPeople(rest, translator)];
}

/** A head as the spans of a line. */
export function headSpans(
  { symbol, words, reason, sentence }: Head,
  translator: Translator,
): Span[] {
  if (reason !== undefined)
    return translator.spans("result.headline-reason", { symbol, words, reason });
  if (sentence) return translator.spans("result.headline-sentence", { symbol, words, sentence });
  return [`${symbol} `, strong(words)];
}

/** What a notification says: the head's words, and after them why, or which prompt it is about. */
export const summaryOf = (
  words: string,
  rest: string | undefined,
  translator: Translator,
): string =>
  rest === undefined
    ? words
    : translator.text("result.headline-reason", { symbol: "", words, reason: rest });

/** How long a job took; nothing where that is not known. */
export function tookPart(follow: Follow, translator: Translator): Span[] {
  const tookMs = tookMsOf(follow);
  return tookMs === undefined
    ? []
    : translator.spans("status.took", { duration: translator.duration(tookMs) });
}

/** Which job it is, by what it is called in its channel. */
export const jobPart = (name: string, translator: Translator): Span[] =>
  translator.spans("status.job", { job: code(name) });

/** The small print below everything else. */
export const smallPrint = (parts: readonly (readonly Span[])[]): Block => small(...dotted(parts));

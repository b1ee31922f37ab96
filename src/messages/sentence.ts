import type { Span } from "../core/message.ts";
import { cleanText } from "../core/text.ts";

/** Splits a sentence, with `{placeholders}` and `**emphasis**` as parts of their own. */
const MARKS = /(\{\w+\}|\*\*.+?\*\*)/;

/** Looks a placeholder up; `undefined` leaves it as it is. */
type Fill = (name: string) => readonly Span[] | undefined;

/** A sentence of a catalogue as the parts of a line. `{…}` and `**…**` in filled-in values have no effect. */
export const fillSentence = (sentence: string, valueOf: Fill): Span[] =>
  mergeTexts(sentence.split(MARKS).flatMap((part) => fillPart(part, valueOf)));

function fillPart(part: string, valueOf: Fill): readonly Span[] {
  if (part === "") return [];
  if (part.startsWith("**")) {
    const inner = part.slice(2, -2).split(MARKS);
    return emphasise(inner.flatMap((each) => fillPart(each, valueOf)));
  }
  const name = /^\{(\w+)\}$/.exec(part)?.[1];
  return (name === undefined ? undefined : valueOf(name)) ?? [part];
}

/** Joins adjacent texts, because a platform may treat the end of each one specially. */
function mergeTexts(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (typeof span === "string" && typeof last === "string") merged.splice(-1, 1, last + span);
    else merged.push(span);
  }
  return merged;
}

/** Emphasises text, adjacent texts together; mentions and links stay as they are. */
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

/** Keeps spaces at the ends outside the emphasis: platforms treat markup next to a space as text. */
function strongWords(text: string): Span[] {
  const words = text.trim();
  const start = text.indexOf(words);
  const strong = words === "" ? "" : ({ kind: "strong", text: words } as const);
  const spans = [text.slice(0, start), strong, text.slice(start + words.length)];
  return spans.filter((span) => span !== "");
}

/** The parts of a line as one line of plain text. */
export function textOfSpans(spans: readonly Span[]): string {
  const texts = spans.map((span) => {
    if (typeof span === "string") return span;
    return "text" in span ? span.text : "";
  });
  // No-break spaces stay, so that "10 MB" stays together.
  return cleanText(texts.join(""))
    .replace(/[\t\n ]+/g, " ")
    .trim();
}

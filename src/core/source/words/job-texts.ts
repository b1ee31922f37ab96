import { hasSecret } from "./job-words.ts";
import { trimWord } from "./trim-word.ts";

/** Signs of a line of `curl`, an API's answer, or code. */
const CODE =
  /["“”{}\\]|^\s*(?:\$\s*)?curl\s|(?:^|\s)(?:--?[a-z]|[\w-]{1,40}=|\w{1,20}_\w{1,20}:\s)/i;
const LINE_OR_COMMA = /\n|,(?=\s|$)|[、，]/;
/** The beginning of a line of a list. */
const BULLET = /^(?:[-*•–]|\d{1,2}[.)])\s/;
/** Signs that people put around a link or an id. */
const WRAPPING = /^[<`]+|(?<![>`])[>`]+$/g;
const LINK = /^https?:\/\//i;
/** Longer words need no digit to look like an id. */
const LONG = 20;

/**
 * The texts that name a job each: of a list, its words; of any other text, the text itself. In a list, words have commas or
 * line breaks between them and one looks like an id or a link; or they have spaces between them, and at least half of them
 * look like that. A sentence, a text with a key, a line of `curl` and an API's answer are no lists. Of equal words there is one.
 */
export function jobTextsIn(text: string): readonly string[] {
  // Each word of a list is asked for at the APIs that it may be a job of. A key must not be.
  if (CODE.test(text) || hasSecret(text)) return [text];
  const entries = text
    .split(LINE_OR_COMMA)
    .map((entry) => wordsOf(entry.trim().replace(BULLET, "")))
    .filter(({ length }) => length > 0);
  const words = entries.flat();
  const isList = entries.every(({ length }) => length === 1)
    ? words.some(looksLikeJob)
    : areMostlyJobs(words);
  return words.length > 1 && isList ? [...new Set(words)] : [text];
}

const wordsOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .flatMap((word) => splitAtCommas(word.replace(WRAPPING, "")))
    .map((word) => trimWord(word))
    .filter((word) => word !== "");

/** A comma in a link or an id may belong to it. */
const splitAtCommas = (word: string): string[] =>
  word.split(/,(?=https?:\/\/)/i).flatMap((part) => {
    const parts = part.split(",");
    return !LINK.test(part) && areMostlyJobs(parts) ? parts : [part];
  });

function areMostlyJobs(words: readonly string[]): boolean {
  const count = words.filter(looksLikeJob).length;
  return count > 1 && 2 * count >= words.length;
}

const looksLikeJob = (word: string): boolean =>
  LINK.test(word) ||
  (/^[a-z\d][\x21-\x7e]{2,}$/i.test(word) && (/\d|[a-z]:[^/]/i.test(word) || word.length >= LONG));

import { trimWord } from "./trim-word.ts";
import { urlsIn } from "../pasted-text.ts";

/** The words of a text that may say which job is meant. */
export interface JobWords {
  /** Links, and words with a name and a colon in front (`fal:…`, `job:…`), in order, each once. */
  readonly named: readonly string[];
  /** An id without a name: the field of an API's answer that has it, or else the first UUID. */
  readonly bare: string | undefined;
}

const MAX_NAMED = 10;
/** Links to jobs are short. With this, all words together are no longer than what the command takes. */
const MAX_LINK_LENGTH = 500;
/** Some ids consist of letters alone. */
const MIN_LENGTH_WITHOUT_DIGIT = 20;

/**
 * A key that a header, a line of `curl` or a settings file holds, or one of the form that fal's keys have. It is no job, and no
 * other API may see it.
 */
const SECRET =
  /(?:(?:authorization|key|token|secret|password)["'”]?\s{0,3}[:=]\s{0,3}["'“]?(?:(?:bearer|basic|key|token)\s{1,3})?|\bbearer\s{1,3}|\b[\da-f]{8}-[\da-f-]{27}:(?=[\da-f]{20}))[^\s"'”]+/gi;
/** A letter, then a name, a colon and printable ASCII; not inside another word or an address. */
const NAMED =
  /(?<![\p{L}\p{N}\-./:@#%+])([*_~]{0,3})([a-z][\w-]{0,99}:(?!\/\/)[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5f\x61-\x7e]{1,500})/giu;
/** The address of a server, which has a colon, too. */
const HOST_AND_PORT = /^[\w-]+:\d{1,5}$/;
/** Fields that hold an id in the answers of job APIs. Slack's clients make curly quotes of straight ones. */
const ID_FIELD =
  /["'“”]?\b(?:id|uuid|(?:job|task|request|prompt|prediction|generation|video)_?id)["'“”]?\s{0,9}[:=]\s{0,9}["'“”]([^\s"'“”`]{6,256})["'“”]/i;
const UUID_IN_TEXT =
  /(?<![\w.:/-])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\w/-])/i;

const LINK = /https?:\/\/\S+/gi;

/** Whether a text holds a key, which is no job. One in a link is a part of that. */
export const hasSecret = (text: string): boolean => text.replace(LINK, " ").search(SECRET) !== -1;

/** Finds the words of a text that may say which job is meant: in a message, a line of `curl`, or an API's answer. */
export function jobWordsIn(text: string): JobWords {
  const open = text.replace(SECRET, " ");
  const links = urlsIn(open).flatMap(({ href }) => (href.length > MAX_LINK_LENGTH ? [] : href));
  const words = [...open.matchAll(NAMED)].map(([, formatting, word = ""]) =>
    trimWord(word, formatting),
  );
  const named = [...links, ...words.filter(mayNameJob)];
  return {
    named: [...new Set(named)].slice(0, MAX_NAMED),
    bare: ID_FIELD.exec(open)?.[1] ?? UUID_IN_TEXT.exec(open)?.[0],
  };
}

/** Whether a word looks like an id, and not like a word of a sentence: it has a digit in it, or is very long. */
export const looksLikeId = (word: string): boolean =>
  /^[a-z\d][\x21-\x7e]{5,}$/i.test(word) &&
  (/\d/.test(word) || word.length >= MIN_LENGTH_WITHOUT_DIGIT) &&
  !HOST_AND_PORT.test(word);

const mayNameJob = (word: string): boolean => word.includes(":") && looksLikeId(word);

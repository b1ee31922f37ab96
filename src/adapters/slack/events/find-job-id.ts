import { unwrap } from "./command-text.ts";
import { toPlainText } from "./plain-text.ts";

/** A field of the job API's answer, as people paste it; Slack's clients make curly quotes of straight ones. */
const FIELD = /["'“”‘’`]?\bjobid["'“”‘’`]?\s*[:=]\s*["'“”‘’]([^\s"'“”‘’`]+)["'“”‘’]/i;
/** The beginning of every id that the job API gives, not inside another word or an address; then printable ASCII. */
const TOKEN =
  /(?<![\p{L}\p{N}\-./:@#%+])([*_~]{0,3})(job:[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5f\x61-\x7e]+)/u;
const PREFIX = "job:";
const OPENINGS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
/** Longer than any job id; the rest of a longer word is ignored. */
const MAX_WORD_LENGTH = 500;

/** The job id in a person's message: a `"jobid": "…"` field, else a word that begins with `job:`. */
export function findJobId(text: string): string | undefined {
  const plain = toPlainText(text);
  const field = trimLoose(FIELD.exec(plain)?.[1] ?? "");
  if (field !== "") return field;
  const [, formatting = "", token = ""] = TOKEN.exec(plain) ?? [];
  const id = trimLoose(token, formatting);
  return id.length > PREFIX.length ? id : undefined;
}

/** The job id in a message that mentions the bot: {@link findJobId}, else the first word after the mention. */
export function findMentionedJobId(
  text: string,
  botUserId: string | undefined,
): string | undefined {
  const mention = [...text.matchAll(/<@(\w+)(?:\|[^<>]*)?>/g)].find(
    ([, userId]) => botUserId === undefined || userId === botUserId,
  );
  const after = mention ? text.slice(mention.index + mention[0].length) : "";
  const [word = ""] = /[^\s,:][^\s]*/.exec(toPlainText(after)) ?? [];
  return findJobId(text) ?? (trimLoose(unwrap(trimLoose(word))) || undefined);
}

/** The word without trailing punctuation of the sentence, and without trailing formatting characters. */
function trimLoose(word: string, formatting = ""): string {
  let rest = word.slice(0, MAX_WORD_LENGTH);
  while (rest !== "" && isLoose(rest, formatting)) rest = rest.slice(0, -1);
  return rest;
}

function isLoose(word: string, formatting: string): boolean {
  const last = word.at(-1) ?? "";
  const opening = OPENINGS[last];
  if (opening !== undefined) return countOf(last, word) > countOf(opening, word);
  return ".,;:!?…".includes(last) || formatting.includes(last);
}

const countOf = (sign: string, text: string): number => text.split(sign).length - 1;

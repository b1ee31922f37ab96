import { jobWordsIn, looksLikeId } from "./job-words.ts";
import { trimWord } from "./trim-word.ts";

/** A field of the job API's answer, as people paste it; Slack's clients make curly quotes of straight ones. */
const FIELD = /["'“”‘’`]?\bjobid["'“”‘’`]?\s*[:=]\s*["'“”‘’]([^\s"'“”‘’`]+)["'“”‘’]/i;
/** The beginning of every id that the job API gives, not inside another word or an address; then printable ASCII. */
const TOKEN =
  /(?<![\p{L}\p{N}\-./:@#%+])([*_~]{0,3})(job:[\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5f\x61-\x7e]+)/u;
const PREFIX = "job:";

/**
 * What a person's message says of a job, as they could have typed it after the command: the id in a `"jobid": "…"` field,
 * else a word that begins with `job:`, else the words that a job API may recognise, else the only word if it looks like
 * an id. `undefined` if there is none. `message`: plain text, with links as they are.
 */
export function findJobText(message: string): string | undefined {
  const word = trimWord(message.trim());
  return findJobId(message) ?? findJobWords(message) ?? (looksLikeId(word) ? word : undefined);
}

/** The same for a message that mentions the bot, with the text after the mention. There, any first word may be an id. */
export function findMentionedJobText(message: string, firstWord: string): string | undefined {
  const id = findJobId(message) ?? (looksLikeId(firstWord) ? firstWord : undefined);
  return id ?? findJobWords(message) ?? (firstWord === "" ? undefined : firstWord);
}

function findJobId(message: string): string | undefined {
  const field = trimWord(FIELD.exec(message)?.[1] ?? "");
  if (field !== "") return field;
  const [, formatting = "", token = ""] = TOKEN.exec(message) ?? [];
  const id = trimWord(token, formatting);
  return id.length > PREFIX.length ? id : undefined;
}

function findJobWords(message: string): string | undefined {
  const { named, bare } = jobWordsIn(message);
  const words = bare === undefined ? named : [...named, bare];
  return words.length === 0 ? undefined : words.join(" ");
}

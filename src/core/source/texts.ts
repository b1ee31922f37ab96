import { cleanText, cutText } from "../text.ts";

const MAX_WORD_LENGTH = 100;
const MAX_MESSAGE_LENGTH = 300;
/** Far more than any platform shows, and little enough for a record in the store. */
const MAX_TEXT_LENGTH = 100_000;

/** A single word of an API, such as a status, cut; `undefined` if it is empty or missing. */
export const toWord = (word: string | undefined): string | undefined =>
  word === undefined || word.trim() === "" ? undefined : cutText(word, MAX_WORD_LENGTH);

/** A text of an API as it is, any other value as JSON, cut; `undefined` if it is empty or missing. */
export function toText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.trim() === "" ? undefined : cutText(text, MAX_TEXT_LENGTH);
}

/** The message of a refusal, made harmless and cut; `undefined` if there is none. */
export function toMessage(value: unknown): string | undefined {
  const text = toText(value);
  const message = text === undefined ? "" : cutText(cleanText(text).trim(), MAX_MESSAGE_LENGTH);
  return message === "" ? undefined : message;
}

/** Removes `<@id>`, `<@!id>` and `<@&id>`: ids of accounts on another Discord server. */
export const withoutMentions = (content: string): string =>
  content
    .replace(/<@[^<>]{0,64}>/g, "")
    .replace(/ {2,}/g, " ")
    .trim();

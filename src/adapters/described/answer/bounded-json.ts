import { parseJson } from "../../../core/source/parse-json.ts";

/** Most characters of an answer, or of JSON in a string of it. Answers about one job have a few thousand. */
const MAX_LENGTH = 262_144;
/** Most values in it, the ones within others included. */
export const MAX_VALUES = 4_000;
const MAX_DEPTH = 32;

/**
 * The value of a JSON text; `undefined` if it is none, or too large to be about one job. An expression reads each value a fixed
 * number of times, so these limits bound the time that a hostile answer takes, to parse it as well.
 */
export const parseBoundedJson = (text: string | undefined): unknown =>
  text !== undefined && text.length <= MAX_LENGTH && isSmall(text) ? parseJson(text) : undefined;

/** Counts by the signs between values, without parsing. In broken JSON the count means nothing, and parsing fails. */
function isSmall(text: string): boolean {
  let values = 1;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === ",") values += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
    else if (sign === "[" || sign === "{") {
      depth += 1;
      values += 1;
    }
    if (values > MAX_VALUES || depth > MAX_DEPTH) return false;
  }
  return true;
}

/** Where the string that begins at `start` ends. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}

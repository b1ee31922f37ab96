const OPENINGS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
/** Longer than any job id; the rest of a longer word is ignored. */
const MAX_WORD_LENGTH = 500;

/** The word without trailing punctuation of the sentence, and without the trailing characters in `formatting`. */
export function trimWord(word: string, formatting = ""): string {
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

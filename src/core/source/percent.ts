/** What {@link toPercent} reads. */
export interface PercentFacts {
  /** The API's own field, in per cent. */
  readonly field?: number | undefined;
  /** The API's message about the job. */
  readonly content?: string | undefined;
  readonly prompt?: string | undefined;
}

/** A number before a percent sign, including a minus sign, but not within a longer word or number (`v1.5%`, `%20`). */
const PERCENTAGE = /(?:-|(?<![\w.,]))\d+(?:[.,]\d+)?\s?%(?![\w%])/g;

/**
 * Progress of a running job: the API's own field, otherwise the only percentage in its message. Several different
 * percentages, or one that cannot be progress, count as none.
 */
export function toPercent({ field, content, prompt }: PercentFacts): number | undefined {
  const found = field === undefined ? percentagesIn(content, prompt) : [field];
  const [percent] = found;
  if (percent === undefined || found.length > 1 || percent < 0 || percent > 100) return undefined;
  return Math.floor(percent);
}

/** The message repeats the prompt, and "a battery at 20%" is not progress. */
function percentagesIn(content = "", prompt = ""): number[] {
  const [message, asked] = [onOneLine(content), onOneLine(prompt)];
  const isAsked = asked.includes("%");
  // A prompt that comes back changed could be anywhere in the message.
  if (isAsked && !message.includes(asked)) return [];
  // The replacement must not join the digits around it into a number.
  const rest = isAsked ? message.replaceAll(asked, "_") : message;
  return [...new Set(rest.match(PERCENTAGE)?.map(toNumber))];
}

const onOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
const toNumber = (percentage: string): number =>
  Number(percentage.replace(",", ".").replace("%", ""));

/** Progress told as a fraction from 0 to 1, in per cent; `undefined` if it is none. Sums of fractions are not exact. */
export const fractionToPercent = (fraction: number | undefined): number | undefined =>
  fraction === undefined || fraction < 0 || fraction > 1
    ? undefined
    : Math.floor(fraction * 100 + 1e-6);

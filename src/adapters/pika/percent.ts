import type { JobBody } from "./schema.ts";

/** A number with a sign behind it. Part of no longer word or number, as in `v1.5%` or `%20`; a minus sign comes along. */
const PERCENTAGE = /(?:-|(?<![\w.,]))\d+(?:[.,]\d+)?\s?%(?![\w%])/g;

/**
 * How far a running job is: what the API's own field says, else the one percentage that its message contains. Several
 * different ones, or one that cannot be a progress, say nothing.
 */
export function toPercent({ response, content, prompt }: JobBody): number | undefined {
  const field = response?.progress_percent;
  const found = field === undefined ? percentagesIn(content, prompt) : [field];
  const [percent] = found;
  if (percent === undefined || found.length > 1 || percent < 0 || percent > 100) return undefined;
  return Math.floor(percent);
}

/** The message repeats the prompt, and "a battery at 20%" is no progress. */
function percentagesIn(content = "", prompt = ""): number[] {
  const [message, asked] = [onOneLine(content), onOneLine(prompt)];
  const isAsked = asked.includes("%");
  // A prompt that comes back changed could be anywhere in the message.
  if (isAsked && !message.includes(asked)) return [];
  // What is left in its place joins no digits into a number.
  const rest = isAsked ? message.replaceAll(asked, "_") : message;
  return [...new Set(rest.match(PERCENTAGE)?.map(toNumber))];
}

const onOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
const toNumber = (percentage: string): number =>
  Number(percentage.replace(",", ".").replace("%", ""));

const MAX_LENGTH = 200;
/** A class or an escape is one sign. */
const CLASS = /\[(?:[^\]\\]|\\.)*\]|\\./g;

/**
 * What is wrong with the pattern of a part of an id; `undefined` if nothing is. Anyone may paste a text that it is tried on, so
 * it must not take long on any: no repeated group, nothing that looks around or back, and at most two open repetitions.
 */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (/\\[\dk]/.test(pattern)) return "refers back to a group";
  const bare = pattern.replace(CLASS, "_");
  if (/\((?!\?:)\??[=!<]/.test(bare)) return "looks ahead or behind, or names a group";
  if (/\)\s*[*+{]/.test(bare)) return "repeats a group";
  if (/[\^$]/.test(bare)) return "has an anchor: a pattern is always that of a whole part";
  const open = bare.match(/[*+]|\{\d*,\d*\}/g)?.length ?? 0;
  if (open > 2) return "has more than two repetitions of no fixed length";
  try {
    return new RegExp(pattern).source === "" ? "is empty" : undefined;
  } catch {
    return "is no regular expression";
  }
}

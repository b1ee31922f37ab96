import type { Attachment } from "../job/job.ts";

/**
 * Files with an API's flags of which are unsafe to see. One flag belongs to one file, unless their numbers differ: then one is
 * enough to doubt all. Without flags, nothing is known.
 */
export function markUnsafe(
  files: readonly Attachment[],
  flags: readonly boolean[] = [],
): Attachment[] {
  if (flags.length === 0) return [...files];
  const isAnyUnsafe = flags.includes(true);
  return files.map((file, index) => ({
    ...file,
    isUnsafe: flags.length === files.length ? flags[index] : isAnyUnsafe,
  }));
}

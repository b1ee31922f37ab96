import { digestOf } from "../collections/text-digest.ts";
import { toShownPercent, type JobFacts } from "./job.ts";

/** What a status message shows of a job. `updatedAt` changes with every poll and is not shown. */
const shownOf = (facts: JobFacts): readonly (string | number | boolean | undefined)[] => [
  facts.status,
  facts.verb,
  facts.prompt,
  facts.queuePosition,
  facts.isCancellable,
  toShownPercent(facts.percent),
];

/** Whether the status message stays the same. */
export function isShownTheSame(a: JobFacts | undefined, b: JobFacts): boolean {
  if (!a) return false;
  const shown = shownOf(b);
  return shownOf(a).every((each, index) => each === shown[index]);
}

/** A digest of what a status message shows: another one if anything of it is another. */
export const shownDigest = (facts: JobFacts): number => digestOf(shownOf(facts));

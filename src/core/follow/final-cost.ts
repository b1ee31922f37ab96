import type { JobFacts } from "../job/job.ts";
import { isJobsEnd } from "../job/outcome.ts";
import type { Follow } from "./follow.ts";

/** In any unit. No job costs more: an API that says so is wrong, and one such job would spoil the sum of its month. */
const MAX_AMOUNT = 1e9;

/**
 * What a follow's job cost in the end. `undefined` if the API did not say, or nothing that can be true: an amount from before
 * the end is an estimate.
 */
export function finalCost({ job, outcome }: Follow): JobFacts["cost"] {
  const cost = outcome && isJobsEnd(outcome) ? job?.cost : undefined;
  return cost && cost.amount <= MAX_AMOUNT ? cost : undefined;
}

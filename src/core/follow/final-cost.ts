import type { JobFacts } from "../job/job.ts";
import { isJobsEnd } from "../job/outcome.ts";
import type { Follow } from "./follow.ts";

/** What a follow's job cost in the end. `undefined` if the API did not say: an amount from before the end is an estimate. */
export const finalCost = ({ job, outcome }: Follow): JobFacts["cost"] =>
  outcome && isJobsEnd(outcome) ? job?.cost : undefined;

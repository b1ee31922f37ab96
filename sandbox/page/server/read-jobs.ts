/** The job API's side of the page: its jobs, and what the relay asks. */
import type { ApiRequestView, JobView } from "../page-views.ts";
import type { Stage } from "../../stand-ins.ts";

/** Older requests are not shown. */
const MAX_REQUESTS = 200;

/** All jobs, the first added first. */
export const readJobs = ({ pika }: Stage): JobView[] =>
  pika.jobs().map(({ jobId, parentJobId, status, prompt }) => ({
    id: jobId,
    parentId: parentJobId,
    status,
    prompt,
    polls: pika.polls(jobId),
  }));

/** The latest requests, oldest first. */
export function readRequests({ pika }: Stage): ApiRequestView[] {
  const from = Math.max(0, pika.requests.length - MAX_REQUESTS);
  return pika.requests.slice(from).map(({ method, url, jobId, at, answered }, index) => ({
    number: from + index,
    method,
    // Without the query: job ids have their own place, and the rest of it is the signature of a link.
    path: url.split("?", 1)[0] ?? "",
    jobId,
    atMs: at,
    status: answered,
  }));
}

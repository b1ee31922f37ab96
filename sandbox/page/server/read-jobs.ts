/** Reads the job API's side of the page: jobs and the relay's requests. */
import type { ApiRequestView, JobView } from "../page-views.ts";
import type { StandIns } from "../../stand-ins.ts";

/** Older requests are not shown. */
const MAX_REQUESTS = 200;

/** All jobs, oldest first. */
export const readJobs = ({ pika }: StandIns): JobView[] =>
  pika.jobs().map(({ jobId, parentJobId, status, prompt }) => ({
    id: jobId,
    parentId: parentJobId,
    status,
    prompt,
    polls: pika.polls(jobId),
  }));

/** The latest requests, oldest first. */
export function readRequests({ pika }: StandIns): ApiRequestView[] {
  const from = Math.max(0, pika.requests.length - MAX_REQUESTS);
  return pika.requests.slice(from).map(({ method, url, jobId, at, answered }, index) => ({
    number: from + index,
    method,
    // Without the query: the job id is shown separately, and the rest is the signature of a link.
    path: url.split("?", 1)[0] ?? "",
    jobId,
    atMs: at,
    status: answered,
  }));
}

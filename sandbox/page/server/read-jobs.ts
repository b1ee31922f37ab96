/** Reads the job APIs' side of the page: the APIs, their jobs and the relay's requests. */
import type { ApiRequestView, JobApiView, JobView } from "../page-views.ts";
import type { StandIns } from "../../stand-ins.ts";

/** Older requests are not shown. */
const MAX_REQUESTS = 200;

/** What each API can do. */
export const readJobApis = ({ scripted }: StandIns): JobApiView[] =>
  Object.values(scripted).map(({ name, displayName, ends, tells, makes, faults }) => ({
    name,
    displayName,
    ends,
    tells,
    makes,
    faults: Object.keys(faults),
  }));

/** All jobs, those of each API oldest first. */
export const readJobs = ({ scripted }: StandIns): JobView[] =>
  Object.values(scripted).flatMap((api) =>
    api.jobs().map(({ jobId, parentId, status, phase, prompt }) => ({
      id: jobId,
      api: api.name,
      parentId,
      status,
      phase,
      prompt,
      polls: api.polls(jobId),
      pasteTexts: api.pasteTexts(jobId),
    })),
  );

/** The latest requests, oldest first. */
export function readRequests({ scripted }: StandIns): ApiRequestView[] {
  const requests = Object.values(scripted)
    .flatMap((api) => api.requests().map((request) => ({ api: api.displayName, request })))
    .toSorted((a, b) => a.request.atMs - b.request.atMs);
  const from = Math.max(0, requests.length - MAX_REQUESTS);
  return requests.slice(from).map(({ api, request }, index) => ({
    number: from + index,
    api,
    method: request.method,
    path: request.path,
    jobId: request.jobId,
    atMs: request.atMs,
    status: request.status,
  }));
}

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { sendError, sendJson } from "../job-api/broken-answer.ts";
import { answerButton, readButtonForm } from "./button.ts";
import type { FaultQueue } from "./fault-queue.ts";
import type { JobStore } from "./jobs/job-store.ts";
import type { JobBody } from "./jobs/job-body.ts";
import { answerJobFault, errorWords, type JobFault } from "./job-faults.ts";
import type { MediaServer } from "./media/media-server.ts";
import type { RequestLog, Route } from "./request-log.ts";

/** The faults of each endpoint. */
export interface ApiFaults {
  readonly job: FaultQueue<JobFault>;
  readonly list: FaultQueue<JobFault>;
  readonly retry: FaultQueue<JobFault>;
}

interface RouterDeps {
  readonly token: string;
  readonly now: () => number;
  readonly jobs: JobStore;
  readonly media: MediaServer;
  readonly log: RequestLog;
  readonly violations: string[];
  readonly faults: ApiFaults;
  readonly maxJobs: number;
}

/** A request and its response. */
interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly route: Route;
  readonly authorised: boolean;
}

/** Routes each request to the API or the media server, and logs it. */
export function createRouter(deps: RouterDeps): RequestListener {
  return (req, res) => {
    // A client may disconnect in the middle of an answer.
    res.on("error", () => undefined);
    const url = new URL(req.url ?? "/", "http://127.0.0.1");
    const authorised = req.headers.authorization === `Bearer ${deps.token}`;
    const exchange = { req, res, url, route: routeOf(req, url), authorised };
    // The form names the job, so it is read first. A client that disconnects before that has requested nothing.
    if (exchange.route === "button") void takeForm(deps, exchange).catch(() => undefined);
    else answer(deps, exchange);
  };
}

function answer(deps: RouterDeps, exchange: Exchange): void {
  const { req, res, url, route, authorised } = exchange;
  const jobId =
    route === "job" ? (url.searchParams.get("jobid") ?? "") : deps.media.jobIdOf(url.pathname);
  writeDown(deps, exchange, jobId);
  switch (route) {
    case "media":
      if (req.headers.authorization !== undefined) {
        deps.violations.push(`the API's token was sent to the media server: ${url.pathname}`);
      }
      return deps.media.handle(req, res, url);
    case "job-list":
      return answerList(deps, exchange);
    case "job":
      return answerJob(deps, res, { jobId: jobId ?? "", authorised });
    default:
      deps.violations.push(`unknown route: ${req.method} ${url.pathname}`);
      return sendJson(res, 404, { message: "Not Found" });
  }
}

function writeDown(deps: RouterDeps, exchange: Exchange, jobId: string | undefined): void {
  const { req, res, route, authorised } = exchange;
  const { method = "GET", url = "/" } = req;
  const complete = deps.log.add({ method, url, jobId, route, authorised, at: deps.now() });
  res.once("finish", () => complete({ answered: res.statusCode, endedAt: deps.now() }));
  res.once("close", () => {
    if (!res.writableFinished) complete({ endedAt: deps.now() });
  });
}

async function takeForm(deps: RouterDeps, exchange: Exchange): Promise<void> {
  const form = await readButtonForm(exchange.req);
  if (form === undefined) deps.violations.push("POST /button without a multipart form");
  writeDown(deps, exchange, form?.get("jobid"));
  const { authorised, res } = exchange;
  answerButton({ ...deps, faults: deps.faults.retry }, res, { form, authorised });
}

function routeOf(req: IncomingMessage, url: URL): Route {
  const { method } = req;
  if (url.pathname.startsWith("/attachments/") && (method === "GET" || method === "HEAD")) {
    return "media";
  }
  if (url.pathname === "/v1/pika/button" && method === "POST") return "button";
  if (method !== "GET") return "unknown";
  // `/jobs` and `/jobs/?jobid=` differ only by the query and the slash.
  if (url.pathname === "/v1/pika/jobs/") return "job";
  if (url.pathname === "/v1/pika/jobs") return url.searchParams.has("jobid") ? "job" : "job-list";
  return "unknown";
}

function answerList({ jobs, faults }: RouterDeps, { res, authorised }: Exchange): void {
  const answerTruth = (): void => {
    if (!authorised) return sendError(res, 401, errorWords(401, ""));
    sendJson(res, 200, jobs.runningIds());
  };
  const fault = faults.list.take("");
  if (fault === undefined) return answerTruth();
  answerJobFault(fault, { res, jobId: "", truth: jobs.runningIds(), answerTruth });
}

function answerJob(
  deps: RouterDeps,
  res: ServerResponse,
  { jobId, authorised }: { jobId: string; authorised: boolean },
): void {
  const answerTruth = (): void => tellTruth(deps, res, { jobId, authorised });
  const fault = deps.faults.job.take(jobId);
  if (fault === undefined) return answerTruth();
  answerJobFault(fault, { res, jobId, truth: peek(deps, jobId), answerTruth });
}

function tellTruth(
  { jobs, media }: RouterDeps,
  res: ServerResponse,
  { jobId, authorised }: { jobId: string; authorised: boolean },
): void {
  if (!authorised) return sendError(res, 401, errorWords(401, jobId));
  if (jobId === "") return sendError(res, 400, errorWords(400, jobId));
  const job = jobs.find(jobId);
  if (job === undefined) return sendError(res, 404, errorWords(404, jobId));
  sendJson(res, 200, job.answer(media.attachments(job.subject)));
}

/** Returns the answer that a fault would corrupt; the job's script does not advance. */
const peek = ({ jobs }: RouterDeps, jobId: string): JobBody => {
  const subject = jobs.find(jobId)?.subject;
  return { jobid: jobId, status: "progress", prompt: subject?.prompt ?? "", code: 200 };
};

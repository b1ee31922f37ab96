import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { sendError, sendJson } from "./broken-answer.ts";
import type { FaultBook } from "./fault-book.ts";
import type { JobBook } from "./job-book.ts";
import type { JobBody } from "./job-body.ts";
import { answerJobFault, errorWords, type JobFault } from "./job-faults.ts";
import type { MediaServer } from "./media.ts";
import type { RequestLog, SeenRequest } from "./request-log.ts";

interface RouterDeps {
  readonly token: string;
  readonly now: () => number;
  readonly jobs: JobBook;
  readonly media: MediaServer;
  readonly log: RequestLog;
  readonly violations: string[];
  readonly faults: FaultBook<JobFault>;
}

/** Sends each request to the API or to the media server, and writes it down. */
export function createRouter(deps: RouterDeps): RequestListener {
  return (req, res) => {
    // A client that goes away in the middle of an answer is its right.
    res.on("error", () => undefined);
    const url = new URL(req.url ?? "/", "http://127.0.0.1");
    const route = routeOf(req, url);
    const jobId =
      route === "job" ? (url.searchParams.get("jobid") ?? "") : deps.media.jobIdOf(url.pathname);
    const authorised = req.headers.authorization === `Bearer ${deps.token}`;
    const { method = "GET" } = req;
    deps.log.add({ method, url: req.url ?? "/", jobId, route, authorised, at: deps.now() });
    switch (route) {
      case "media":
        if (req.headers.authorization !== undefined) {
          deps.violations.push(`the API's token was sent to the media server: ${url.pathname}`);
        }
        return deps.media.handle(req, res, url);
      case "unknown":
        deps.violations.push(`unknown route: ${method} ${url.pathname}`);
        return sendJson(res, 404, { message: "Not Found" });
      case "job-list":
        if (!authorised) return sendError(res, 401, errorWords(401, ""));
        return sendJson(res, 200, deps.jobs.runningIds());
      case "job":
        return answerJob(deps, res, { jobId: jobId ?? "", authorised });
    }
  };
}

function routeOf(req: IncomingMessage, url: URL): SeenRequest["route"] {
  const { method } = req;
  if (url.pathname.startsWith("/attachments/") && (method === "GET" || method === "HEAD")) {
    return "media";
  }
  if (method !== "GET") return "unknown";
  // `/jobs` and `/jobs/?jobid=` differ only by the query and the slash.
  if (url.pathname === "/v1/pika/jobs/") return "job";
  if (url.pathname === "/v1/pika/jobs") return url.searchParams.has("jobid") ? "job" : "job-list";
  return "unknown";
}

function answerJob(
  deps: RouterDeps,
  res: ServerResponse,
  { jobId, authorised }: { jobId: string; authorised: boolean },
): void {
  const fault = deps.faults.take(jobId);
  if (fault?.kind === "slow") {
    const timer = setTimeout(() => answerTruth(deps, res, { jobId, authorised }), fault.delayMs);
    res.once("close", () => clearTimeout(timer));
    return;
  }
  if (fault === undefined) return answerTruth(deps, res, { jobId, authorised });
  answerJobFault(fault, { res, jobId, truth: peek(deps, jobId) });
}

function answerTruth(
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

/** Something for broken answers to be made of; the job's script does not move on. */
const peek = ({ jobs }: RouterDeps, jobId: string): JobBody => {
  const subject = jobs.find(jobId)?.subject;
  return { jobid: jobId, status: "progress", prompt: subject?.prompt ?? "", code: 200 };
};

import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "../job-api/broken-answer.ts";
import type { FaultQueue } from "./fault-queue.ts";
import type { JobBody } from "./jobs/job-body.ts";
import type { JobStore } from "./jobs/job-store.ts";
import { answerJobFault, errorWords, type JobFault } from "./job-faults.ts";
import type { MediaServer } from "./media/media-server.ts";

const MAX_FORM_BYTES = 65_536;

/** The fields of a form. */
export type ButtonForm = ReadonlyMap<string, string>;

/** Reads a multipart form. Resolves with `undefined` if the body is none; rejects if the client disconnects. */
export async function readButtonForm(req: IncomingMessage): Promise<ButtonForm | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_FORM_BYTES) chunks.push(chunk);
  }
  const type = req.headers["content-type"] ?? "";
  if (length > MAX_FORM_BYTES || !type.startsWith("multipart/form-data")) return undefined;
  try {
    const headers = { "content-type": type };
    const form = await new Response(Buffer.concat(chunks), { headers }).formData();
    const fields = new Map<string, string>();
    for (const [name, value] of form) if (typeof value === "string") fields.set(name, value);
    return fields;
  } catch {
    return undefined;
  }
}

interface ButtonDeps {
  readonly jobs: JobStore;
  readonly media: MediaServer;
  readonly faults: FaultQueue<JobFault>;
  /** How many jobs may run at once. */
  readonly maxJobs: number;
}

/**
 * Answers `POST /button`. A fault that refuses (`refuse`, `html`, `raw`) makes no job; every other one makes the job
 * and corrupts or loses the answer.
 */
export function answerButton(
  deps: ButtonDeps,
  res: ServerResponse,
  { form, authorised }: { form: ButtonForm | undefined; authorised: boolean },
): void {
  const jobId = form?.get("jobid") ?? "";
  const press = (): JobBody => (authorised ? pressButton(deps, form) : refusal(401));
  const answerTruth = (): void => {
    const truth = press();
    sendJson(res, Number(truth["code"]), truth);
  };
  const fault = deps.faults.take(jobId);
  if (fault === undefined) return answerTruth();
  const isMade = !["refuse", "html", "raw", "slow"].includes(fault.kind);
  answerJobFault(fault, { res, jobId, truth: isMade ? press() : {}, answerTruth });
}

/** The messages of 400 and of a full queue are assumed. */
function pressButton({ jobs, media, maxJobs }: ButtonDeps, form: ButtonForm | undefined): JobBody {
  const jobId = form?.get("jobid") ?? "";
  if (jobId === "") return refusal(400, "Form field jobid not provided");
  const button = form?.get("button") ?? "";
  if (button !== "retry") return refusal(400, `Button ${button} not supported`);
  const job = jobs.find(jobId);
  if (job === undefined) return refusal(404, errorWords(404, jobId));
  if (job.status() !== "completed") return refusal(400, `Job ${jobId} is not completed`);
  const executingJobs = jobs.runningIds();
  if (executingJobs.length >= maxJobs) {
    return { ...refusal(429, "The account's queue of jobs is full"), executingJobs };
  }
  const made = jobs.get(jobs.retry(jobId));
  return made.answer(media.attachments(made.subject));
}

const refusal = (code: number, error = errorWords(code, "")): JobBody => ({ error, code });

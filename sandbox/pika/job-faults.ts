import type { ServerResponse } from "node:http";
import { answerFault, type ApiFault } from "../job-api/api-fault.ts";
import { sendJson } from "../job-api/broken-answer.ts";
import type { JobBody } from "./jobs/job-body.ts";

/** What an endpoint of the Pika API can send instead of the real answer. */
export type JobFault =
  /** An error in the API's form; `retryAfter` is sent as the `Retry-After` header. */
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly error?: string;
      readonly errorDetails?: string;
      /** More fields of the body, such as `executingJobs`. */
      readonly fields?: JobBody;
      readonly retryAfter?: string | number;
    }
  /** The answer of `/jobs` instead. */
  | { readonly kind: "array" }
  /** JSON that is not a job. */
  | { readonly kind: "wrong-shape" }
  | { readonly kind: "other-job" }
  /** 10 MB of well-formed JSON. */
  | { readonly kind: "huge" }
  /** What any server can do wrong. */
  | Exclude<ApiFault, { kind: "array" }>;

/** The API's messages by status, as far as they are published. */
export const errorWords = (status: number, jobId: string): string =>
  ({
    400: "Query param jobid not provided",
    401: "Unauthorized",
    402: "Account has no subscription or subscription expired",
    404: `Unable to locate job ${jobId}`,
    422: "The prompt was moderated",
    429: "Too Many Requests",
  })[status] ?? `Error ${status}`;

const OTHER_JOB_ID = "job:20240101000000000-user:1-channel:1000000000000000001-bot:pika";

/** A request that gets a fault, and the real answer to it. */
export interface FaultyExchange {
  readonly res: ServerResponse;
  readonly jobId: string;
  readonly truth: JobBody | readonly string[];
  /** Sends the real answer, computed at the time of the call. */
  readonly answerTruth: () => void;
}

/** Answers with a fault. */
export function answerJobFault(
  fault: JobFault,
  { res, jobId, truth, answerTruth }: FaultyExchange,
): void {
  switch (fault.kind) {
    case "refuse":
      return refuse(fault, res, jobId);
    case "array":
      return sendJson(res, 200, [jobId]);
    case "wrong-shape":
      return sendJson(res, 200, { status: 42, attachments: "none", prompt: [], created: {} });
    case "other-job":
      return sendJson(res, 200, merged(truth, { jobid: OTHER_JOB_ID, status: "failed" }));
    case "huge":
      return sendJson(res, 200, merged(truth, { padding: "x".repeat(10_000_000) }));
    default:
      return answerFault(fault, { res, truth: () => JSON.stringify(truth), answer: answerTruth });
  }
}

const merged = (truth: FaultyExchange["truth"], fields: JobBody): JobBody =>
  Object.assign({}, truth, fields);

function refuse(
  fault: Extract<JobFault, { kind: "refuse" }>,
  res: ServerResponse,
  jobId: string,
): void {
  if (fault.retryAfter !== undefined) res.setHeader("retry-after", String(fault.retryAfter));
  const error = fault.error ?? errorWords(fault.status, jobId);
  const { errorDetails, fields, status: code } = fault;
  const body = { error, errorDetails, ...fields, code };
  sendJson(res, fault.status, body);
}

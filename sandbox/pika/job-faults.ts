import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import {
  dripBody,
  dripHeaders,
  resetConnection,
  sendEndless,
  sendHtml,
  sendJson,
} from "./broken-answer.ts";
import type { JobBody } from "./jobs/job-body.ts";

/** What an endpoint of the API can be told to answer instead of the truth. */
export type JobFault =
  /** An error in the API's own form and words; `retryAfter` goes out as the `Retry-After` header. */
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly error?: string;
      readonly errorDetails?: string;
      /** More of the body, such as `executingJobs`. */
      readonly fields?: JobBody;
      readonly retryAfter?: string | number;
    }
  /** A web page, as a proxy or a wrong address gives. */
  | { readonly kind: "html"; readonly status: number }
  /** Anything at all. */
  | {
      readonly kind: "raw";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: string;
    }
  /** The truth, late. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** The truth cut off in the middle, as whole as HTTP can tell. */
  | { readonly kind: "truncated" }
  /** Half of what `content-length` announced, then the connection ends. */
  | { readonly kind: "cut-off" }
  | { readonly kind: "empty" }
  /** What `/jobs` would have answered. */
  | { readonly kind: "array" }
  /** JSON, but no job. */
  | { readonly kind: "wrong-shape" }
  | { readonly kind: "other-job" }
  /** Never ends; a byte or a header line every `everyMs` (default 20). */
  | { readonly kind: "drip-headers" | "drip-body"; readonly everyMs?: number }
  /** Takes the request and never answers. */
  | { readonly kind: "hang" }
  | { readonly kind: "reset" }
  /** 10 MB of well-formed JSON. */
  | { readonly kind: "huge" }
  | { readonly kind: "endless" }
  /** 200 kB of gzip that unpack to 200 MB. */
  | { readonly kind: "gzip-bomb" };

/** The API's words for a status, where they are published. */
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

/** What a fault is answered with: the job asked for, and the truth about it. */
export interface FaultyExchange {
  readonly res: ServerResponse;
  readonly jobId: string;
  readonly truth: JobBody | readonly string[];
  /** Answers with the truth as it is by then. */
  readonly answerTruth: () => void;
}

/** Answers with a fault. */
export function answerJobFault(
  fault: JobFault,
  { res, jobId, truth, answerTruth }: FaultyExchange,
): void {
  const json = JSON.stringify(truth);
  switch (fault.kind) {
    case "slow":
      return answerLate(res, fault.delayMs, answerTruth);
    case "refuse":
      return refuse(fault, res, jobId);
    case "html":
      return sendHtml(res, fault.status, `${fault.status}`);
    case "raw":
      res.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    case "truncated":
      return sendText(res, json.slice(0, json.length / 2));
    case "cut-off":
      res.writeHead(200, { "content-length": Buffer.byteLength(json) });
      res.write(json.slice(0, json.length / 2), () => res.destroy());
      return;
    case "empty":
      return sendText(res, "");
    case "array":
      return sendJson(res, 200, [jobId]);
    case "wrong-shape":
      return sendJson(res, 200, { status: 42, attachments: "none", prompt: [], created: {} });
    case "other-job":
      return sendJson(res, 200, merged(truth, { jobid: OTHER_JOB_ID, status: "failed" }));
    case "drip-headers":
      return dripHeaders(res, fault.everyMs ?? 20);
    case "drip-body":
      return dripBody(res, json, fault.everyMs ?? 20);
    case "hang":
      return;
    case "reset":
      return resetConnection(res);
    case "huge":
      return sendJson(res, 200, merged(truth, { padding: "x".repeat(10_000_000) }));
    case "endless":
      res.writeHead(200, { "content-type": "application/json" });
      return sendEndless(res, Buffer.alloc(16_384, " "));
    case "gzip-bomb":
      return sendGzipBomb(res);
  }
}

const merged = (truth: FaultyExchange["truth"], fields: JobBody): JobBody =>
  Object.assign({}, truth, fields);

function answerLate(res: ServerResponse, delayMs: number, answer: () => void): void {
  const timer = setTimeout(answer, delayMs);
  res.once("close", () => clearTimeout(timer));
}

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

function sendText(res: ServerResponse, text: string): void {
  res.writeHead(200, { "content-type": "application/json" }).end(text);
}

/** A gzip stream may consist of many members: 200 times one megabyte of zeros costs nothing to make. */
function sendGzipBomb(res: ServerResponse): void {
  const member = gzipSync(Buffer.alloc(1_000_000));
  res.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
  res.end(Buffer.concat(Array.from({ length: 200 }, () => member)));
}

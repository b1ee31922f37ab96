import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import {
  dripBody,
  dripHeaders,
  resetConnection,
  sendEndless,
  sendHtml,
  sendJson,
} from "../job-api/broken-answer.ts";
import type { JobBody } from "./jobs/job-body.ts";

/** What an API endpoint can send instead of the real answer. */
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
  /** An HTML page, as from a proxy or a wrong address. */
  | { readonly kind: "html"; readonly status: number }
  /** Any body. */
  | {
      readonly kind: "raw";
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body: string;
    }
  /** The real answer, late. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** The real answer cut in the middle, with a matching `content-length`. */
  | { readonly kind: "truncated" }
  /** Half of the announced `content-length`, then the connection ends. */
  | { readonly kind: "cut-off" }
  | { readonly kind: "empty" }
  /** The answer of `/jobs` instead. */
  | { readonly kind: "array" }
  /** JSON that is not a job. */
  | { readonly kind: "wrong-shape" }
  | { readonly kind: "other-job" }
  /** Never ends: a byte or a header line every `everyMs` (default 20). */
  | { readonly kind: "drip-headers" | "drip-body"; readonly everyMs?: number }
  /** Accepts the request and never answers. */
  | { readonly kind: "hang" }
  | { readonly kind: "reset" }
  /** 10 MB of well-formed JSON. */
  | { readonly kind: "huge" }
  | { readonly kind: "endless" }
  /** 200 kB of gzip that unpack to 200 MB. */
  | { readonly kind: "gzip-bomb" };

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

/** A gzip stream may consist of many members, so one compressed megabyte of zeros is repeated 200 times. */
function sendGzipBomb(res: ServerResponse): void {
  const member = gzipSync(Buffer.alloc(1_000_000));
  res.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
  res.end(Buffer.concat(Array.from({ length: 200 }, () => member)));
}

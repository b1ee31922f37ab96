import type { PollResult } from "../../core/job/job.ts";
import { isOk, type HttpAnswer } from "./http-answer.ts";
import { toMessage, toRefusal } from "./refusal.ts";
import { readJobBody } from "./schema.ts";
import { toJob } from "./to-job.ts";

/** What reading an answer needs besides the answer. */
export interface PollContext {
  /** The job asked for. */
  readonly jobId: string;
  readonly nowMs: number;
}

/** The answer to a poll. The HTTP status decides, and the body's own `code` only if that is 2xx. */
export function toPollResult(answer: HttpAnswer, { jobId, nowMs }: PollContext): PollResult {
  const body = answer.text === undefined ? undefined : readJobBody(answer.text);
  if (!isOk(answer)) return toRefusal(answer.status, { answer, body, nowMs });
  if (body === undefined) return { kind: "not-understood" };
  // The status of another job must never end this one.
  if (body.jobid !== undefined && body.jobid !== jobId) return { kind: "not-understood" };
  if (body.status !== undefined) return { kind: "job", job: toJob(jobId, body) };
  if (body.code !== undefined && body.code >= 400) {
    return toRefusal(body.code, { answer, body, nowMs });
  }
  if (body.jobid !== undefined) return { kind: "job", job: toJob(jobId, body) };
  return { kind: "not-understood", message: toMessage(body) };
}

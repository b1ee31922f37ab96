import type { PollResult } from "../../core/job/job.ts";
import { isOk, type HttpAnswer } from "./answer.ts";
import { toMessage, toRefusal } from "./refusal.ts";
import { readJobBody } from "./schema.ts";
import { toJob } from "./to-job.ts";

/** What an answer has to be read against. */
export interface PollContext {
  /** The job asked for. */
  readonly jobId: string;
  readonly nowMs: number;
}

/** What an answer means. The HTTP status decides; the body's own `code` only where HTTP said that all is well. */
export function toPollResult(answer: HttpAnswer, { jobId, nowMs }: PollContext): PollResult {
  const body = answer.text === undefined ? undefined : readJobBody(answer.text);
  if (!isOk(answer)) return toRefusal(answer.status, { answer, body, nowMs });
  if (body === undefined) return { kind: "not-understood" };
  // Somebody else's job must never end this one, whatever its status.
  if (body.jobid !== undefined && body.jobid !== jobId) return { kind: "not-understood" };
  if (body.status !== undefined) return { kind: "job", job: toJob(jobId, body) };
  if (body.code !== undefined && body.code >= 400) {
    return toRefusal(body.code, { answer, body, nowMs });
  }
  if (body.jobid !== undefined) return { kind: "job", job: toJob(jobId, body) };
  return { kind: "not-understood", message: toMessage(body) };
}

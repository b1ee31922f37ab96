import { jobIdSchema, type RetryRequestResult } from "../../core/job/job.ts";
import { isOk, type HttpAnswer } from "./http-answer.ts";
import type { PollContext } from "./poll-result.ts";
import { toMessage, toRefusal, type RefusalSource } from "./refusal.ts";
import { readJobBody } from "./schema.ts";

/**
 * The answer to a retry. Only an explicit refusal says that no job was made; an answer that says neither counts as lost.
 */
export function toRetryRequestResult(
  answer: HttpAnswer,
  { jobId, nowMs }: PollContext,
): RetryRequestResult {
  const body = answer.text === undefined ? undefined : readJobBody(answer.text);
  if (!isOk(answer)) return toRetryRefusal(answer.status, { answer, body, nowMs });
  const code = body?.code ?? answer.status;
  const made = jobIdSchema.safeParse(body?.jobid);
  const isNew = made.success && made.data !== jobId;
  if (isNew && (body?.status !== undefined || code < 400)) {
    return { kind: "started", jobId: made.data };
  }
  if (code >= 400) return toRetryRefusal(code, { answer, body, nowMs });
  return { kind: "unknown", message: toMessage(body) };
}

function toRetryRefusal(status: number, source: RefusalSource): RetryRequestResult {
  const message = toMessage(source.body);
  // A 503 did not accept the request; with any other 5xx the API may have acted before it failed.
  if (status >= 500 && status !== 503) return { kind: "unknown", message };
  if (status === 422 && message !== undefined) return { kind: "moderated", message };
  // 429 has two meanings: the account's queue is full, or all requests have to wait.
  if (status === 429 && source.body?.executingJobs !== undefined) return { kind: "queue-full" };
  return toRefusal(status, source);
}

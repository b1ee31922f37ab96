import { jobIdSchema, type RetryRequestResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toMessage } from "../../core/source/texts.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toPikaRefusal } from "./refusal.ts";
import { readJobBody, type JobBody } from "./schema.ts";

/**
 * The answer to a retry of a job. Only an explicit refusal says that no job was started; an answer that says neither counts
 * as lost.
 */
export function toRetryRequestResult(answer: ApiAnswer, jobId: string): RetryRequestResult {
  const body = readJobBody(answer.text);
  if (!isOk(answer)) return toRetryRefusal(answer.status, answer, body);
  const code = body?.code ?? answer.status;
  const made = jobIdSchema.safeParse(body?.jobid);
  const isNew = made.success && made.data !== jobId;
  if (isNew && (body?.status !== undefined || code < 400)) {
    return { kind: "started", jobId: made.data };
  }
  if (code >= 400) return toRetryRefusal(code, answer, body);
  return { kind: "unknown", message: toMessage(body?.error) };
}

function toRetryRefusal(
  status: number,
  answer: ApiAnswer,
  body: JobBody | undefined,
): RetryRequestResult {
  const message = toMessage(body?.error);
  // A 503 did not accept the request; with any other 5xx the API may have acted before it failed.
  if (status >= 500 && status !== 503) return { kind: "unknown", message };
  if (status === 422 && message !== undefined) return { kind: "moderated", message };
  // 429 has two meanings: the account's queue is full, or all requests have to wait.
  if (status === 429 && body?.executingJobs !== undefined) return { kind: "queue-full" };
  return toPikaRefusal(status, answer, body);
}

import type { PollResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import { toPikaRefusal } from "./refusal.ts";
import { readJobBody } from "./schema.ts";
import { toJob } from "./to-job.ts";

/** The answer to a poll of a job. The HTTP status decides, and the body's own `code` only if that is 2xx. */
export function toPollResult(answer: ApiAnswer, jobId: string): PollResult {
  const body = readJobBody(answer.text);
  if (!isOk(answer)) return toPikaRefusal(answer.status, answer, body);
  if (body === undefined) return { kind: "not-understood" };
  // The status of another job must never end this one.
  if (body.jobid !== undefined && body.jobid !== jobId) return { kind: "not-understood" };
  if (body.status !== undefined) return { kind: "job", job: toJob(jobId, body) };
  if (body.code !== undefined && body.code >= 400) return toPikaRefusal(body.code, answer, body);
  if (body.jobid !== undefined) return { kind: "job", job: toJob(jobId, body) };
  return { kind: "not-understood", message: toMessage(body.error) };
}

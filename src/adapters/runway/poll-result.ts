import type { PollResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import { parseJobPath } from "./job-path.ts";
import { toRunwayRefusal } from "./refusal.ts";
import { readJobBody } from "./schema.ts";
import { toJob } from "./to-job.ts";

/** The answer to a poll of a task or a workflow invocation. */
export function toPollResult(answer: ApiAnswer, jobId: string): PollResult {
  const body = readJobBody(answer.text);
  if (!isOk(answer)) return toRunwayRefusal(answer, body);
  // The status of another job must never end this one.
  if (body?.id !== undefined && body.id.toLowerCase() !== parseJobPath(jobId).id.toLowerCase())
    return { kind: "not-understood" };
  if (body?.id === undefined && body?.status === undefined)
    return { kind: "not-understood", message: toMessage(body?.error) };
  return { kind: "job", job: toJob(jobId, body) };
}

import type { CancelRequestResult, PollResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toCancelRefusal } from "../../core/source/cancel-refusal.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toComfyRefusal } from "./refusal.ts";
import { readBody } from "./schema.ts";
import { toJob, type JobContext } from "./to-job.ts";

/** The answer of API v2 to a poll. */
export function toPollResult(answer: ApiAnswer, context: JobContext): PollResult {
  if (!isOk(answer)) return toComfyRefusal(answer);
  const body = readBody(answer.text);
  if (body?.status === undefined) return { kind: "not-understood" };
  // The status of another job must never end this one.
  if (body.id !== undefined && body.id.toLowerCase() !== context.uuid)
    return { kind: "not-understood" };
  return { kind: "job", job: toJob({ ...body, status: body.status }, context) };
}

/** The answer of API v2 to the cancellation of a job: the job as it is then, also if it had ended before. */
export function toCancelResult(answer: ApiAnswer, context: JobContext): CancelRequestResult {
  if (!isOk(answer)) return toCancelRefusal(answer, toComfyRefusal(answer));
  const pollResult = toPollResult(answer, context);
  if (pollResult.kind !== "job") return { kind: "unknown" };
  const { phase } = pollResult.job;
  return { kind: phase === "running" || phase === "cancelled" ? "cancelling" : "over" };
}

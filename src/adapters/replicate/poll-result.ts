import type { PollResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { isOk, toRefusal } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import { readPrediction, type PredictionBody } from "./schema.ts";
import { toJob } from "./to-job.ts";

/** The answer to a poll of a prediction. */
export function toPollResult(answer: ApiAnswer, jobId: string): PollResult {
  const body = readPrediction(answer.text);
  if (!isOk(answer)) return toReplicateRefusal(answer, body);
  // The status of another prediction must never end this one.
  if (body?.id !== undefined && body.id !== jobId) return { kind: "not-understood" };
  if (body?.id === undefined && body?.status === undefined)
    return { kind: "not-understood", message: toMessage(body?.detail) };
  return { kind: "job", job: toJob(jobId, body) };
}

function toReplicateRefusal(answer: ApiAnswer, body: PredictionBody | undefined): PollResult {
  const message = toMessage(body?.detail ?? body?.title);
  const isOwn = message !== undefined;
  const refusal = toRefusal(answer.status, { answer, message, isOwn, nowMs: answer.atMs });
  if (refusal.kind !== "rate-limited" || refusal.retryAfterMs !== undefined) return refusal;
  const retryAfterMs = toWaitMs(message);
  return { ...refusal, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** The wait that a 429 tells in words: "Your rate limit resets in ~30s." */
function toWaitMs(message: string | undefined): number | undefined {
  const seconds = /resets in ~?(\d{1,4})s\b/.exec(message ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

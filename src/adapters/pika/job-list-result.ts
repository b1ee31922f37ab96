import type { JobListResult } from "../../core/job/job.ts";
import { isOk, type HttpAnswer } from "./http-answer.ts";
import { toMessage, toRefusal } from "./refusal.ts";
import { readJobBody, readJobIds } from "./schema.ts";

/** The answer to a query for the running jobs. */
export function toJobListResult(answer: HttpAnswer, nowMs: number): JobListResult {
  const { text = "" } = answer;
  const jobIds = isOk(answer) ? readJobIds(text) : undefined;
  if (jobIds !== undefined) return { kind: "jobs", jobIds };
  const body = readJobBody(text);
  const status = isOk(answer) ? (body?.code ?? answer.status) : answer.status;
  if (status < 400) return { kind: "not-understood", message: toMessage(body) };
  const refusal = toRefusal(status, { answer, body, nowMs });
  // No job was asked for, so a 404 does not come from the API.
  return refusal.kind === "not-found" ? { ...refusal, kind: "not-understood" } : refusal;
}

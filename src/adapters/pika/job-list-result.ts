import type { JobListResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toMessage } from "../../core/source/texts.ts";
import { toPikaRefusal } from "./refusal.ts";
import { readJobBody, readJobIds } from "./schema.ts";

/** The answer to a query for the running jobs. */
export function toJobListResult(answer: ApiAnswer): JobListResult {
  const jobIds = isOk(answer) ? readJobIds(answer.text) : undefined;
  if (jobIds !== undefined) return { kind: "jobs", jobIds };
  const body = readJobBody(answer.text);
  const status = isOk(answer) ? (body?.code ?? answer.status) : answer.status;
  if (status < 400) return { kind: "not-understood", message: toMessage(body?.error) };
  const refusal = toPikaRefusal(status, answer, body);
  // No job was asked for, so a 404 does not come from the API.
  return refusal.kind === "not-found" ? { ...refusal, kind: "not-understood" } : refusal;
}

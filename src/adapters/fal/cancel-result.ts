import type { CancelRequestResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { toCancelRefusal } from "../../core/source/cancel-refusal.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toFalRefusal } from "./refusal.ts";
import { readFalBody } from "./schema.ts";

/** A waiting request is taken out of the queue; of one that runs, the app decides how it stops. */
const ACCEPTED: ReadonlySet<string | undefined> = new Set(["OK", "CANCELLATION_REQUESTED"]);

/** The answer to the cancellation of a request. */
export function toCancelResult(answer: ApiAnswer): CancelRequestResult {
  const body = readFalBody(answer.text);
  if (body?.status === "ALREADY_COMPLETED") return { kind: "over" };
  if (isOk(answer)) return { kind: ACCEPTED.has(body?.status) ? "cancelling" : "unknown" };
  return toCancelRefusal(answer, toFalRefusal(answer, body));
}

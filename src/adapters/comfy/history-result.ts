import type { PollResult, SourceProblem } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { parseJson } from "../../core/source/parse-json.ts";
import { isOk } from "../../core/source/refusal.ts";
import { historyEntrySchema } from "./classic-schema.ts";
import { toEndedJob, type ClassicContext } from "./ended-job.ts";
import { toComfyRefusal } from "./refusal.ts";

/** A job of the classic server: `absent` from the history, or from the queue. */
export type ClassicResult =
  | Exclude<PollResult, { kind: "not-found" }>
  | { readonly kind: "absent" };

/** The answer to a request for a job's entry in the history: an object that holds it by its UUID, or nothing. */
export function toHistoryResult(answer: ApiAnswer, context: ClassicContext): ClassicResult {
  if (!isOk(answer)) return toClassicRefusal(answer);
  const history = parseJson(answer.text);
  if (typeof history !== "object" || history === null || Array.isArray(history))
    return { kind: "not-understood" };
  const found = Object.entries(history).find(([uuid]) => uuid === context.uuid)?.[1];
  const entry = historyEntrySchema.safeParse(found);
  if (entry.success) return { kind: "job", job: toEndedJob(entry.data, context) };
  // The entry of another job, or a page of something else, says nothing about this one.
  return { kind: Object.keys(history).length === 0 ? "absent" : "not-understood" };
}

/** The classic server answers every such request with 200: a 404 is not its own. */
export function toClassicRefusal(answer: ApiAnswer): SourceProblem {
  const refusal = toComfyRefusal(answer);
  return refusal.kind === "not-found" ? { kind: "not-understood" } : refusal;
}

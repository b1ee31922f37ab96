import type { Job, JobFacts, JobPhase, PollResult } from "../../core/job/job.ts";
import type { ApiAnswer } from "../../core/ports/api-client.ts";
import { isOk } from "../../core/source/refusal.ts";
import { toText, toWord } from "../../core/source/texts.ts";
import { toAttachments } from "./attachments.ts";
import { isFinal, toFailure, type Failure } from "./failure.ts";
import type { FalRequest } from "./job-id.ts";
import { toFalRefusal } from "./refusal.ts";
import { readFalBody, type FalBody } from "./schema.ts";

/** The status of a request that has ended. Only its result says how. */
export interface Completed {
  readonly kind: "completed";
  /** What the status already says about a failure. */
  readonly failure: Failure | undefined;
}

const PHASES: Readonly<Record<string, JobPhase>> = {
  IN_QUEUE: "running",
  IN_PROGRESS: "running",
  COMPLETED: "completed",
  // In no document of the API: a request that fails is completed, too.
  FAILED: "failed",
  CANCELED: "cancelled",
  CANCELLED: "cancelled",
};
/** What the result says as long as there is none: `Request is still in progress`. */
const STILL_RUNNING = /still in progress/i;

/** Whether the API's documentation knows the word. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(PHASES, status);

/** The answer to a query for the status of a request. */
export function toStatusResult(answer: ApiAnswer, request: FalRequest): PollResult | Completed {
  const body = readFalBody(answer.text);
  if (!isOk(answer)) return toFalRefusal(answer, body);
  const status = toWord(body?.status);
  if (body === undefined || status === undefined) return { kind: "not-understood" };
  // The status of another request must never end this one.
  if (body.request_id !== undefined && body.request_id.toLowerCase() !== request.requestId)
    return { kind: "not-understood" };
  const phase = (isKnownStatus(status) ? PHASES[status] : undefined) ?? "running";
  const hasFailed = (body.error ?? body.error_type) !== undefined && body.error !== "";
  const failure = hasFailed ? toFailure(body, answer) : undefined;
  if (phase === "completed") return { kind: "completed", failure };
  const facts =
    phase === "running" ? { queuePosition: body.queue_position, isCancellable: true } : {};
  return toJobResult(request, phase, { facts: { status, ...facts }, failure });
}

/** The answer to a query for the result of a request that has ended. */
export function toFinalResult(
  answer: ApiAnswer,
  request: FalRequest,
  completed: Completed,
): PollResult {
  const body = readFalBody(answer.text);
  if (isStillRunning(answer, body))
    return toJobResult(request, "running", { facts: { status: "IN_PROGRESS" } });
  const facts = { status: "COMPLETED", prompt: toText(body?.prompt), cost: toCost(answer) };
  if (!isOk(answer)) {
    if (!body || !isFinal(answer, body, completed.failure)) return toFalRefusal(answer, body);
    const failure = toFailure(body, answer, completed.failure);
    return toJobResult(request, failure.phase, { facts, failure });
  }
  if (!body) return { kind: "not-understood" };
  const attachments = toAttachments(body);
  const failure = attachments.length === 0 ? completed.failure : undefined;
  return toJobResult(request, failure?.phase ?? "completed", { facts, failure, attachments });
}

const isStillRunning = ({ status }: ApiAnswer, body: FalBody | undefined): boolean =>
  status === 202 || (typeof body?.detail === "string" && STILL_RUNNING.test(body.detail));

/** In units of the app: how much one of them costs, the API does not say. */
function toCost(answer: ApiAnswer): JobFacts["cost"] {
  const header = answer.header("x-fal-billable-units") ?? "";
  const amount = header.trim() === "" ? Number.NaN : Number(header);
  return Number.isFinite(amount) && amount >= 0 ? { amount, unit: "units" } : undefined;
}

function toJobResult(
  { app, requestId }: FalRequest,
  phase: JobPhase,
  {
    facts,
    failure,
    attachments = [],
  }: {
    readonly facts: JobFacts;
    readonly failure?: Failure | undefined;
    readonly attachments?: Job["attachments"];
  },
): PollResult {
  const job: Job = {
    jobId: `${app}:${requestId}`,
    phase,
    // The owner may be an account, so only the app itself is named.
    facts: { ...facts, verb: app.split("/").at(-1), model: app },
    content: undefined,
    attachments,
    error: failure?.error,
    errorDetails: failure?.errorDetails,
  };
  return { kind: "job", job };
}

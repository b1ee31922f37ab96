import type { Job, JobFacts, JobPhase } from "../../core/job/job.ts";
import { toLinkedFiles } from "../../core/source/linked-files.ts";
import { fractionToPercent } from "../../core/source/percent.ts";
import { toText, toWord } from "../../core/source/texts.ts";
import type { JobBody } from "./schema.ts";

const PHASES: Readonly<Record<string, JobPhase>> = {
  PENDING: "running",
  THROTTLED: "running",
  RUNNING: "running",
  SUCCEEDED: "completed",
  FAILED: "failed",
  CANCELLED: "cancelled",
};
/** The status of a job that came without one. */
const NO_STATUS = "unknown";
/** The documentation has it at the beginning of a code; `INPUT_PREPROCESSING.SAFETY.TEXT` was seen as well. */
const MODERATION_CODE = /(?:^|\.)SAFETY(?:\.|$)/;

/** Whether the API's documentation knows the word. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(PHASES, status);

/** The API's task or workflow invocation as the relay's job. With an unknown status it counts as running. */
export function toJob(jobId: string, body: JobBody): Job {
  const status = toWord(body.status) ?? NO_STATUS;
  const phase = toPhase(status, body);
  const nodeErrors = toText(nodeErrorsIn(body).join("\n"));
  return {
    jobId,
    phase,
    facts: { status, createdAt: body.createdAt, ...toFacts(phase, body) },
    // Shown if there are no files.
    content: phase === "completed" ? nodeErrors : undefined,
    // A workflow invocation that runs has the output of the nodes that are done.
    attachments: phase === "completed" ? toLinkedFiles(body.output) : [],
    error: toText(body.failure) ?? toText(body.failureCode),
    errorDetails: phase === "failed" ? toDetails(body, nodeErrors) : undefined,
  };
}

function toPhase(status: string, { failureCode = "" }: JobBody): JobPhase {
  const phase = (isKnownStatus(status) ? PHASES[status] : undefined) ?? "running";
  return phase === "failed" && MODERATION_CODE.test(failureCode) ? "moderated" : phase;
}

function toFacts(phase: JobPhase, body: JobBody): Pick<JobFacts, "percent" | "cost"> {
  const percent = phase === "running" ? fractionToPercent(body.progress) : undefined;
  const cost = phase === "running" ? body.estimatedCost : body.cost;
  return {
    ...(percent !== undefined && { percent }),
    ...(cost && { cost: { amount: cost.credits, unit: "credits" } }),
  };
}

/** The code of a moderated job is left out: the vendor asks not to show it to people. */
function toDetails(body: JobBody, nodeErrors: string | undefined): string | undefined {
  const code = body.failure === undefined ? undefined : body.failureCode;
  return toText([code, nodeErrors].filter((each) => each !== undefined).join("\n"));
}

const nodeErrorsIn = ({ nodeErrors = {} }: JobBody): string[] =>
  Object.values(nodeErrors).flatMap(({ nodeName, message } = {}) =>
    message === undefined ? [] : [nodeName === undefined ? message : `${nodeName}: ${message}`],
  );

import type { Job, JobPhase } from "../../core/job/job.ts";
import { toLinkedFiles } from "../../core/source/linked-files.ts";
import { toText, toWord } from "../../core/source/texts.ts";

import type { PredictionBody } from "./schema.ts";

const PHASES: Readonly<Record<string, JobPhase>> = {
  starting: "running",
  processing: "running",
  succeeded: "completed",
  failed: "failed",
  // By a person, or at the prediction's deadline.
  canceled: "cancelled",
  // At the deadline, before it began.
  aborted: "cancelled",
};
/** The status of a prediction that came without one. */
const NO_STATUS = "unknown";

/** Whether the API's documentation knows the word. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(PHASES, status);

/** The API's prediction as the relay's job. With an unknown status it counts as running. */
export function toJob(jobId: string, body: PredictionBody): Job {
  const status = toWord(body.status) ?? NO_STATUS;
  const phase = (isKnownStatus(status) ? PHASES[status] : undefined) ?? "running";
  // While it runs, an output may be there in part.
  const attachments = phase === "completed" ? toLinkedFiles(body.output) : [];
  const isDeleted = phase === "completed" && body.data_removed === true && attachments.length === 0;
  return {
    jobId,
    phase,
    facts: {
      status,
      model: toWord(body.model ?? body.version),
      prompt: toText(body.input?.prompt),
      createdAt: body.created_at,
      startedAt: body.started_at,
      updatedAt: body.completed_at,
    },
    content: undefined,
    attachments,
    ...(isDeleted && { isDeleted }),
    error: toText(body.error),
    errorDetails: undefined,
  };
}

import type { Job, JobPhase } from "../../core/job/job.ts";
import { toText, toWord } from "../../core/source/texts.ts";
import { toFiles, type FilePlace } from "./files.ts";
import type { VideoBody } from "./schema.ts";

const PHASES: Readonly<Record<string, JobPhase>> = {
  pending: "running",
  queued: "running",
  in_progress: "running",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  canceled: "cancelled",
  // The API gave the job up.
  expired: "failed",
};
/** The status of a job that came without one. */
const NO_STATUS = "unknown";

/** Whether one of the APIs knows the word. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(PHASES, status);

/** Which job is asked for, and where its files can be. */
export interface JobContext extends FilePlace {
  /** The canonical id. */
  readonly jobId: string;
  /** The API's own id. */
  readonly id: string;
}

/** The API's job as the relay's. With an unknown status it counts as running. */
export function toJob(body: VideoBody, context: JobContext): Job {
  const status = toWord(body.status) ?? NO_STATUS;
  const phase = (isKnownStatus(status) ? PHASES[status] : undefined) ?? "running";
  const { usage, outputs, error, info } = body;
  const amount = usage?.cost ?? outputs?.cost;
  return {
    jobId: context.jobId,
    phase,
    facts: {
      status,
      verb: toWord(body.model),
      model: toWord(body.model),
      prompt: toText(body.prompt ?? body.inputs?.prompt),
      createdAt: body.created_at,
      updatedAt: body.completed_at ?? body.done_at,
      percent: phase === "running" ? toPercent(body.progress) : undefined,
      ...(amount !== undefined && { cost: { amount, unit: "USD" } }),
    },
    content: undefined,
    attachments: phase === "completed" ? toFiles(body, context) : [],
    error:
      toText(error?.message) ?? toText(info?.errors) ?? (status === "expired" ? status : undefined),
    errorDetails: toText(error?.code),
  };
}

const toPercent = (progress: number | undefined): number | undefined =>
  progress === undefined || progress < 0 || progress > 100 ? undefined : Math.floor(progress);

import { z } from "zod";
import { attachmentSchema, type Attachment, type Job } from "./job.ts";

/** Most files of one job that are stored and posted. */
export const MAX_FILES_PER_JOB = 50;

const endedBadlySchema = z.object({
  kind: z.enum(["failed", "cancelled", "moderated"]),
  error: z.string().optional(),
  errorDetails: z.string().optional(),
});

/** The final fact about a job, which the relay delivers into the channel. */
export const outcomeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("completed"),
    /** At most {@link MAX_FILES_PER_JOB}. */
    attachments: z.array(attachmentSchema),
    /** How many files the job has, if not all of them are kept. */
    fileCount: z.number().optional(),
    content: z.string().optional(),
    /** The job API had deleted the files before the relay asked. */
    isDeleted: z.boolean().optional(),
  }),
  endedBadlySchema,
  /** The relay stopped asking: the job was still running after `afterMs`. */
  z.object({ kind: z.literal("gave-up"), afterMs: z.number() }),
  /** The job API said three times in a row that it knows no such job. */
  z.object({ kind: z.literal("unknown-job"), message: z.string() }),
  /** The relay stopped asking: polls of the job have ended several processes. See `src/services/runtime/quarantine.ts`. */
  z.object({ kind: z.literal("quarantined") }),
  /** The user `by` stopped the follow. Only the other requesters are told. */
  z.object({ kind: z.literal("forgotten"), by: z.string().min(1) }),
  /** The job API was asked to run a job again, and the relay cannot find out whether it did. */
  z.object({ kind: z.literal("retry-unknown") }),
]);
/** See {@link outcomeSchema}. */
export type Outcome = Readonly<z.infer<typeof outcomeSchema>>;

/** Whether an outcome says how the job ended. Others say why the relay stopped waiting for it. */
export const isJobsEnd = ({ kind }: Outcome): boolean => JOBS_ENDS.has(kind);

const JOBS_ENDS: ReadonlySet<Outcome["kind"]> = new Set([
  "completed",
  "failed",
  "cancelled",
  "moderated",
]);

/** The outcome of a finished job; `undefined` while it runs. */
export function toOutcome(job: Job): Outcome | undefined {
  switch (job.phase) {
    case "running":
      return undefined;
    case "completed":
      return {
        kind: "completed",
        ...keepFiles(job.attachments),
        content: job.content,
        ...(job.isDeleted === true && { isDeleted: true }),
      };
    default:
      return { kind: job.phase, error: job.error, errorDetails: job.errorDetails };
  }
}

/** Whether an attachment may be a video, as far as the relay can tell before the download. */
export const mayBeVideo = ({ contentType }: Attachment): boolean =>
  contentType === undefined || contentType.startsWith("video/");

/** The files of a job that are posted, up to the limit. If there are more, videos take precedence. */
export function keepFiles(attachments: readonly Attachment[]): {
  attachments: Attachment[];
  fileCount?: number;
} {
  if (attachments.length <= MAX_FILES_PER_JOB) return { attachments: [...attachments] };
  const others = attachments.filter((each) => !mayBeVideo(each));
  const inOrder = [...attachments.filter(mayBeVideo), ...others];
  return { attachments: inOrder.slice(0, MAX_FILES_PER_JOB), fileCount: attachments.length };
}

import type { Attachment, Job, JobPhase } from "../../core/job/job.ts";
import { toLinkExpiry } from "../../core/source/link-expiry.ts";
import { toPercent } from "../../core/source/percent.ts";
import { toText, toWord, withoutMentions } from "../../core/source/texts.ts";
import type { JobBody } from "./schema.ts";

const PHASES: Readonly<Record<string, JobPhase>> = {
  created: "running",
  started: "running",
  progress: "running",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  moderated: "moderated",
};
/** The status of a job that came without one. */
const NO_STATUS = "unknown";

/** Whether the API's documentation knows the word. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(PHASES, status);

/** The API's body as the relay's job. With an unknown status the job counts as running. */
export function toJob(jobId: string, body: JobBody): Job {
  const status = toWord(body.status) ?? NO_STATUS;
  const phase = (isKnownStatus(status) ? PHASES[status] : undefined) ?? "running";
  const field = body.response?.progress_percent;
  return {
    jobId,
    phase,
    facts: {
      status,
      verb: toWord(body.verb),
      // The API has no other word for how a job is made.
      model: toWord(body.verb),
      prompt: toText(body.prompt),
      createdAt: body.created,
      updatedAt: body.updated,
      percent: phase === "running" ? toPercent({ ...body, field }) : undefined,
      isRetryable: body.buttons?.includes("retry"),
    },
    content: body.content === undefined ? undefined : toText(withoutMentions(body.content)),
    attachments: body.attachments.flatMap((attachment) => toAttachment(attachment) ?? []),
    error: toText(body.error),
    errorDetails: toText(body.errorDetails),
    ...(body.parentJobId !== undefined && { parentJobId: body.parentJobId }),
  };
}

function toAttachment(body: JobBody["attachments"][number]): Attachment | undefined {
  // An empty address is no address: not `??`.
  const url = body?.url || body?.proxy_url;
  if (body === undefined || !url) return undefined;
  const { filename, content_type: contentType, size: sizeBytes, width, height } = body;
  const expiresAt = toLinkExpiry(url);
  return { url, filename, contentType, sizeBytes, width, height, expiresAt };
}

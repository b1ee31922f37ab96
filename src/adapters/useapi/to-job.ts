import { z } from "zod";
import { hideEmails } from "../../core/hide-emails.ts";
import type { Attachment, Job, JobPhase } from "../../core/job/job.ts";
import { toPercent } from "../../core/source/percent.ts";
import { toText, toWord, withoutMentions } from "../../core/source/texts.ts";
import { toPublicId, type UseapiJob } from "./job-id.ts";
import type { JobBody } from "./schema.ts";
import type { Service } from "./service.ts";

/** The status of a job that came without one. */
const NO_STATUS = "unknown";

/** Whether the service's documentation knows the word. */
export const isKnownStatus = ({ words }: Service, status: string): boolean =>
  Object.hasOwn(words, status);

/** The body of an answer as the relay's job. With an unknown status the job counts as running, unless it has ended. */
export function toJob(jobId: string, { service, id }: UseapiJob, body: JobBody): Job {
  const status = toWord(service.statusIn(body)) ?? NO_STATUS;
  const files = service.filesIn(body).filter((file) => file !== undefined);
  const phase = toPhase(service, { body, status, files });
  const prompt = body.prompt ?? body.request?.prompt ?? body.desc;
  const { errorIn = ({ error }) => error, detailsIn = ({ errorDetails }) => errorDetails } =
    service;
  const shown = (value: unknown): string | undefined => toShownText(value, { jobId, id });
  const hasEndedBadly = phase !== "running" && phase !== "completed";
  const content = service.contentIn?.(body);
  return {
    jobId,
    phase,
    facts: {
      status,
      verb: toWord(body.verb ?? body.type),
      model: [service.name, toWord(body.model ?? body.verb ?? body.type) ?? ""].join(" ").trim(),
      prompt: toText(prompt),
      createdAt: body.created ?? body.createdAt ?? body.created_at ?? body.task?.createTime,
      updatedAt: body.updated ?? body.updatedAt ?? body.task?.updateTime,
      percent: phase === "running" ? percentOf(service, body) : undefined,
      cost: costOf(body),
    },
    content: content === undefined ? undefined : shown(withoutMentions(content)),
    attachments: files,
    error: hasEndedBadly ? shown(errorOf(errorIn(body))) : undefined,
    errorDetails: hasEndedBadly ? shown(detailsIn(body)) : undefined,
  };
}

function toPhase(
  service: Service,
  { body, status, files }: { body: JobBody; status: string; files: readonly Attachment[] },
): JobPhase {
  const { words, isFinal, otherEnd = files.length > 0 ? "completed" : "failed" } = service;
  const isOver = isFinal?.(body);
  if (isOver === false) return "running";
  const known = isKnownStatus(service, status) ? words[status] : undefined;
  const phase = known ?? (isOver ? otherEnd : "running");
  return phase === "completed" && files.length === 0 ? (service.withoutFile ?? phase) : phase;
}

const percentOf = ({ percentIn, contentIn }: Service, body: JobBody): number | undefined =>
  toPercent({
    field: percentIn?.(body),
    content: contentIn?.(body),
    prompt: body.prompt ?? body.request?.prompt,
  });

const costOf = ({ credits }: JobBody): Job["facts"]["cost"] =>
  credits?.dm_usage === undefined ? undefined : { amount: credits.dm_usage, unit: "credits" };

const errorSchema = z.object({
  message: z.string(),
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
});

/** An error may be a text, or an object with a message and a code. */
export function errorOf(error: unknown): unknown {
  const { success, data } = errorSchema.safeParse(error);
  if (!success) return error;
  return data.code === undefined ? data.message : `${data.message} (${data.code})`;
}

/** Shorter ids have nothing of the account in them, and might stand in any text. */
const MIN_HIDDEN_LENGTH = 20;

/**
 * A text that channels may see. The API repeats ids in its messages, and an id may have the account in it: its short form
 * takes its place.
 */
export function toShownText(
  value: unknown,
  { jobId, id }: { jobId: string; id: string },
): string | undefined {
  const text = toText(value);
  if (text === undefined || id.length < MIN_HIDDEN_LENGTH) return text && hideEmails(text);
  const publicId = toPublicId(jobId);
  const ids = [id, encodeURIComponent(id)];
  return hideEmails(ids.reduce((shown, each) => shown.replaceAll(each, publicId), text));
}

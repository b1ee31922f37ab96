import type { Attachment, Job, JobPhase } from "../../core/job/job.ts";
import { cutText } from "../../core/text.ts";
import { toLinkExpiry } from "./link-expiry.ts";
import { toPercent } from "./percent.ts";
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
const MAX_WORD_LENGTH = 100;
/** Far more than any platform shows, and little enough for a record in the store. */
const MAX_TEXT_LENGTH = 100_000;

/** Whether the API's documentation knows the word. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(PHASES, status);

/** The API's body as the relay's job. With an unknown status the job counts as running. */
export function toJob(jobId: string, body: JobBody): Job {
  const status = cutWord(body.status) ?? NO_STATUS;
  const phase = (isKnownStatus(status) ? PHASES[status] : undefined) ?? "running";
  return {
    jobId,
    phase,
    facts: {
      status,
      verb: cutWord(body.verb),
      prompt: cutLong(body.prompt),
      createdAt: body.created,
      updatedAt: body.updated,
      percent: phase === "running" ? toPercent(body) : undefined,
      isRetryable: body.buttons?.includes("retry"),
    },
    content: body.content === undefined ? undefined : cutLong(withoutMentions(body.content)),
    attachments: body.attachments.flatMap((attachment) => toAttachment(attachment) ?? []),
    error: toWords(body.error),
    errorDetails: toWords(body.errorDetails),
    ...(body.parentJobId !== undefined && { parentJobId: body.parentJobId }),
  };
}

/** A text of the API as it is, any other value as JSON; `undefined` if it is empty or missing. */
export function toWords(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return cutLong(typeof value === "string" ? value : JSON.stringify(value));
}

function toAttachment(body: JobBody["attachments"][number]): Attachment | undefined {
  // An empty address is no address: not `??`.
  const url = body?.url || body?.proxy_url;
  if (body === undefined || !url) return undefined;
  const { filename, content_type: contentType, size: sizeBytes, width, height } = body;
  const expiresAt = toLinkExpiry(url);
  return { url, filename, contentType, sizeBytes, width, height, expiresAt };
}

/** `<@id>`, `<@!id>` and `<@&id>`: ids of accounts on another Discord server. */
const withoutMentions = (content: string): string =>
  content
    .replace(/<@[^<>]{0,64}>/g, "")
    .replace(/ {2,}/g, " ")
    .trim();

const cutWord = (word: string | undefined): string | undefined =>
  word === undefined || word.trim() === "" ? undefined : cutText(word, MAX_WORD_LENGTH);

const cutLong = (text: string | undefined): string | undefined =>
  text === undefined || text.trim() === "" ? undefined : cutText(text, MAX_TEXT_LENGTH);

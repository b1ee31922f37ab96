import type { JobReading } from "../../core/job.ts";
import { cleanText, cutText } from "../../core/text.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { readJobBody, type JobBody } from "./schema.ts";
import { toJob, toWords } from "./to-job.ts";

/** One whole answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Undefined where it could not be taken as text: too long, or encoded though nobody asked for that. */
  readonly text: string | undefined;
}

/** What an answer has to be read against. */
export interface ReadingContext {
  /** The job asked for. */
  readonly jobId: string;
  readonly nowMs: number;
}

const MAX_MESSAGE_LENGTH = 300;

/** What an answer means. The HTTP status decides; the body's own `code` only where HTTP said that all is well. */
export function toReading(answer: HttpAnswer, context: ReadingContext): JobReading {
  const body = answer.text === undefined ? undefined : readJobBody(answer.text);
  const isOk = answer.status >= 200 && answer.status < 300;
  if (!isOk) return toRefusal(answer.status, { answer, body, context });
  if (body === undefined) return { kind: "not-understood" };
  // Somebody else's job must never end this one, whatever its status.
  if (body.jobid !== undefined && body.jobid !== context.jobId) return { kind: "not-understood" };
  if (body.status !== undefined) return { kind: "job", job: toJob(context.jobId, body) };
  if (body.code !== undefined && body.code >= 400) {
    return toRefusal(body.code, { answer, body, context });
  }
  if (body.jobid !== undefined) return { kind: "job", job: toJob(context.jobId, body) };
  return { kind: "not-understood", message: toMessage(body) };
}

function toRefusal(
  status: number,
  from: { answer: HttpAnswer; body: JobBody | undefined; context: ReadingContext },
): JobReading {
  const message = toMessage(from.body);
  const retryAfterMs = parseRetryAfter(from.answer.retryAfter, from.context.nowMs);
  if (status >= 500) return { kind: "unavailable", message, retryAfterMs };
  switch (status) {
    case 401:
    case 403:
      return { kind: "unauthorised", message };
    case 402:
      return { kind: "no-subscription", message };
    case 404:
      return toNotFound(from.body, message);
    case 429:
      return { kind: "rate-limited", retryAfterMs };
    default:
      return { kind: "not-understood", message };
  }
}

/**
 * Not found ends a follow, so only the API itself may say it: a 404 of a proxy, of a wrong base address or with another
 * `code` in its body tells nothing about the job.
 */
function toNotFound(body: JobBody | undefined, message: string | undefined): JobReading {
  const isTheApi = typeof body?.error === "string" && (body.code ?? 404) === 404;
  if (!isTheApi || message === undefined) return { kind: "not-understood", message };
  return { kind: "not-found", message };
}

function toMessage(body: JobBody | undefined): string | undefined {
  const words = toWords(body?.error);
  const message = words === undefined ? "" : cutText(cleanText(words).trim(), MAX_MESSAGE_LENGTH);
  return message === "" ? undefined : message;
}

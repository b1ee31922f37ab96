import type { JobReading, Trouble } from "../../core/job.ts";
import { cleanText, cutText } from "../../core/text.ts";
import type { HttpAnswer } from "./answer.ts";
import { parseRetryAfter } from "./retry-after.ts";
import type { JobBody } from "./schema.ts";
import { toWords } from "./to-job.ts";

const MAX_MESSAGE_LENGTH = 300;

/** A refusal on its way to its meaning. */
export interface RefusalSource {
  readonly answer: HttpAnswer;
  readonly body: JobBody | undefined;
  readonly nowMs: number;
}

/** What a refusal means, by its HTTP status or by the body's own `code`. */
export function toRefusal(
  status: number,
  { answer, body, nowMs }: RefusalSource,
): Trouble | Extract<JobReading, { kind: "not-found" }> {
  const message = toMessage(body);
  const retryAfterMs = parseRetryAfter(answer.retryAfter, nowMs);
  if (status >= 500) return { kind: "unavailable", message, retryAfterMs };
  switch (status) {
    case 401:
    case 403:
      return { kind: "unauthorised", message };
    case 402:
      return { kind: "no-subscription", message };
    case 404:
      return toNotFound(body, message);
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
function toNotFound(
  body: JobBody | undefined,
  message: string | undefined,
): ReturnType<typeof toRefusal> {
  const isTheApi = typeof body?.error === "string" && (body.code ?? 404) === 404;
  if (!isTheApi || message === undefined) return { kind: "not-understood", message };
  return { kind: "not-found", message };
}

/** The API's words about an error, short and harmless. */
export function toMessage(body: JobBody | undefined): string | undefined {
  const words = toWords(body?.error);
  const message = words === undefined ? "" : cutText(cleanText(words).trim(), MAX_MESSAGE_LENGTH);
  return message === "" ? undefined : message;
}

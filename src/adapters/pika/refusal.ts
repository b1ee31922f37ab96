import type { PollResult, SourceProblem } from "../../core/job/job.ts";
import { cleanText, cutText } from "../../core/text.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { parseRetryAfter } from "./retry-after.ts";
import type { JobBody } from "./schema.ts";
import { toWords } from "./to-job.ts";

const MAX_MESSAGE_LENGTH = 300;

/** What {@link toRefusal} reads. */
export interface RefusalSource {
  readonly answer: HttpAnswer;
  readonly body: JobBody | undefined;
  readonly nowMs: number;
}

/** A refusal by its status: that of HTTP, or the body's own `code`. */
export function toRefusal(
  status: number,
  { answer, body, nowMs }: RefusalSource,
): SourceProblem | Extract<PollResult, { kind: "not-found" }> {
  const message = toMessage(body);
  const retryAfterMs = parseRetryAfter(answer.retryAfter, nowMs);
  if (status >= 500) return { kind: "unavailable", message, retryAfterMs };
  // A refused account slows everything down, and a 404 ends a follow: only the API itself may say either.
  if (OWN_WORDS.has(status) && !isInOwnWords(status, body))
    return { kind: "not-understood", message };
  switch (status) {
    case 401:
    case 403:
      return { kind: "unauthorised", message };
    case 402:
      return { kind: "no-subscription", message };
    case 404:
      return message === undefined ? { kind: "not-understood" } : { kind: "not-found", message };
    case 429:
      return { kind: "rate-limited", retryAfterMs };
    default:
      return { kind: "not-understood", message };
  }
}

/** Refusals that mean more than this one answer. */
const OWN_WORDS: ReadonlySet<number> = new Set([401, 402, 403, 404]);

/**
 * Whether a refusal has the form of the API's own. One from a proxy or a firewall in front of it, from a wrong base
 * address or with another `code` in its body says nothing about the account or the job: a firewall may reject this one
 * job id.
 */
const isInOwnWords = (status: number, body: JobBody | undefined): boolean =>
  typeof body?.error === "string" && (body.code ?? status) === status;

/** The API's error message, cut and on one line; `undefined` if there is none. */
export function toMessage(body: JobBody | undefined): string | undefined {
  const words = toWords(body?.error);
  const message = words === undefined ? "" : cutText(cleanText(words).trim(), MAX_MESSAGE_LENGTH);
  return message === "" ? undefined : message;
}

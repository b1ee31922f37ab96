import type { PollResult, SourceProblem } from "../job/job.ts";
import type { ApiAnswer } from "../ports/api-client.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** Whether the status of an answer is 2xx. */
export const isOk = ({ status }: Pick<ApiAnswer, "status">): boolean =>
  status >= 200 && status < 300;

/** What {@link toRefusal} reads besides the status. */
export interface RefusalFacts {
  readonly answer: Pick<ApiAnswer, "header">;
  /** The API's own message; `undefined` if the body is not one of the API's errors. */
  readonly message: string | undefined;
  /** Whether the body has the form of the API's own errors. */
  readonly isOwn: boolean;
  readonly nowMs: number;
}

/**
 * A refusal by its HTTP status. A refused account slows everything down, and a 404 or 410 ends a follow: only the API itself may say
 * either. The same status from a proxy or a firewall in front of it, or from a wrong base address, says nothing about the
 * account or the job: a firewall may reject this one job id.
 */
export function toRefusal(
  status: number,
  { answer, message, isOwn, nowMs }: RefusalFacts,
): SourceProblem | Extract<PollResult, { kind: "not-found" }> {
  const problem = (kind: SourceProblem["kind"]): SourceProblem => ({
    kind,
    ...(message !== undefined && { message }),
  });
  const retryAfterMs = parseRetryAfter(answer.header("retry-after"), nowMs);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status >= 500) return { ...problem("unavailable"), ...wait };
  if (NEEDS_OWN_BODY.has(status) && !isOwn) return problem("not-understood");
  switch (status) {
    case 401:
    case 403:
      return problem("unauthorised");
    case 402:
      return problem("no-subscription");
    case 404:
    // Was known once.
    case 410:
      return message === undefined ? problem("not-understood") : { kind: "not-found", message };
    case 429:
      return { kind: "rate-limited", ...wait };
    default:
      return problem("not-understood");
  }
}

/** Refusals that mean more than this one answer. */
const NEEDS_OWN_BODY: ReadonlySet<number> = new Set([401, 402, 403, 404, 410]);

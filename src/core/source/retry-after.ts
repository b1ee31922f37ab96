/** Maximum wait that is accepted, so that a nonsense value cannot stop the polls of a job for a year. */
const MAX_WAIT_MS = 86_400_000;
/** The three forms of RFC 9110 begin with a weekday. `Date.parse` alone takes "-5" for a month. */
const HTTP_DATE = /^[A-Z][a-z]+,? /;

/** The wait a `Retry-After` header asks for, given as seconds or as an HTTP date; `undefined` if it is neither. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  const text = value?.trim() ?? "";
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : toInstant(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.ceil(Math.min(Math.max(waitMs, 0), MAX_WAIT_MS));
}

function toInstant(text: string): number {
  if (!HTTP_DATE.test(text)) return Number.NaN;
  // The oldest form names no zone, and it is always GMT.
  return Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
}

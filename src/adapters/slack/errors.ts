import { RespondError, webApi } from "@slack/bolt";
import { NotOursError, PlatformError } from "../../core/errors.ts";
import { TOKEN_REFUSALS, toPlatformErrorCode } from "./error-codes.ts";

/**
 * A refusal that is not known to be final: an error code of Slack's that is in no list, or an HTTP status from a proxy or an
 * edge in front of Slack. It counts as temporary; after a while the adapter may send less instead.
 */
export class UnknownRefusal extends PlatformError {
  constructor(message: string, details: { cause?: unknown; retryAfterMs?: number } = {}) {
    super("unavailable", message, details);
  }
}

/** A refused token is not asked with again any sooner: it takes a person to mend it. */
const REFUSED_TOKEN_RETRY_MS = 60_000;

/** Whether Slack's error code says that the token is refused, so that only the operator can help. */
export const isTokenRefusal = (slackError: string | undefined): boolean =>
  slackError !== undefined && TOKEN_REFUSALS.has(slackError);

/** Slack's own error code, also behind a {@link PlatformError}; `undefined` if Slack sent none. */
export function slackErrorOf(error: unknown): string | undefined {
  const cause = error instanceof PlatformError ? error.cause : error;
  if (!(cause instanceof webApi.WebAPIPlatformError)) return undefined;
  // The SDK puts the raw body here when it is not JSON, such as a proxy's error page.
  return /^[\w.:-]{1,80}$/.test(cause.data.error) ? cause.data.error : undefined;
}

/** The NotOursError for which a call was not made, behind what `fetch` and the SDK reject with; `undefined` if there is none. */
export function notOursBehind(error: unknown): NotOursError | undefined {
  if (error instanceof NotOursError) return error;
  return error instanceof Error ? notOursBehind(error.cause) : undefined;
}

/** What a failed call means for the caller; the SDK's error is kept as its cause. */
export function toPlatformError(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1_000;
    return new PlatformError("rate_limited", "Slack asks to slow down", {
      retryAfterMs,
      cause: error,
    });
  }
  if (error instanceof webApi.WebAPIHTTPError)
    return fromStatus(error.statusCode, { what: "Slack", cause: error });
  if (error instanceof webApi.WebAPIPlatformError) return fromSlackError(error);
  return new PlatformError("unavailable", "Slack could not be reached", { cause: error });
}

/** Rethrows what stopped a wait as a PlatformError `unavailable`. */
export function throwStopped(cause: unknown): never {
  throw new PlatformError("unavailable", "stopped while waiting for Slack", { cause });
}

/** What a failure of Bolt's `respond` means. */
export const fromRespondError = (error: unknown): PlatformError =>
  error instanceof RespondError
    ? fromStatus(error.statusCode, { what: "a response_url", cause: error })
    : new PlatformError("unavailable", "a response_url could not be reached", { cause: error });

/**
 * What an HTTP status other than success means. Slack's own refusals are error codes in an answer of status 200 (and 429), so
 * any other 4xx comes from a proxy on the way.
 */
export function fromStatus(
  status: number,
  details: { what: string; cause?: unknown; retryAfterMs?: number },
): PlatformError {
  const { what, ...rest } = details;
  const message = `${what} answered HTTP ${status}`;
  if (status === 429) return new PlatformError("rate_limited", message, rest);
  if (status >= 500 || status === 408) return new PlatformError("unavailable", message, rest);
  return new UnknownRefusal(message, rest);
}

function fromSlackError(error: webApi.WebAPIPlatformError): PlatformError {
  const slackError = slackErrorOf(error);
  if (slackError === undefined)
    return new UnknownRefusal("Slack's answer was not understood", { cause: error });
  const code = toPlatformErrorCode(slackError);
  if (code === undefined)
    return new UnknownRefusal(`Slack refused in a word that is not known: ${slackError}`, {
      cause: error,
    });
  const { response_metadata: metadata, needed } = error.data as typeof error.data & {
    needed?: unknown;
  };
  const waitSeconds = metadata?.retryAfter;
  const retryAfterMs =
    code === "unavailable" && isTokenRefusal(slackError)
      ? REFUSED_TOKEN_RETRY_MS
      : waitSeconds === undefined
        ? undefined
        : waitSeconds * 1_000;
  return new PlatformError(code, `Slack refused: ${slackError}`, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    missing:
      typeof needed === "string" && needed !== ""
        ? needed.split(",").map((scope) => scope.trim())
        : [],
    cause: error,
  });
}

import { webApi } from "@slack/bolt";
import { PlatformError, type PlatformErrorCode } from "../../core/errors.ts";

/** Slack's words for "this token is not (or no longer) accepted". */
const TOKEN_REFUSALS = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "not_allowed_token_type",
  "user_removed_from_team",
  "team_disabled",
]);

/** Each way of refusing, with Slack's words for it. What is in no list is a defect of ours: `rejected`. */
const CODES: Readonly<Partial<Record<PlatformErrorCode, readonly string[]>>> = {
  channel_lost: [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "is_inactive",
    "channel_is_archived",
    "account_inactive",
    "user_removed_from_team",
    "team_disabled",
    "team_not_found",
    "team_access_not_granted",
    // A person who cannot be written to (any more).
    "user_not_found",
    "user_not_visible",
    "user_disabled",
    "cannot_dm_bot",
  ],
  forbidden: [
    "missing_scope",
    "posting_to_channel_denied",
    "posting_to_general_channel_denied",
    "access_denied",
    "no_permission",
    "messages_tab_disabled",
    "not_allowed_token_type",
    "user_is_restricted",
    "user_is_ultra_restricted",
    "enterprise_is_restricted",
    "ekm_access_denied",
    "org_login_required",
    "free_team_not_allowed",
  ],
  too_large: [
    "file_too_large",
    "file_upload_size_restricted",
    "upload_too_large",
    "snippet_too_large",
    "size_limit_exceeded",
  ],
  file_refused: [
    "file_uploads_disabled",
    "file_uploads_except_images_disabled",
    "file_type_not_allowed",
    "blocked_file_type",
    "malware_detected",
    "storage_limit_reached",
    "slack_connect_blocked_file_type",
    "slack_connect_file_upload_sharing_blocked",
    "slack_connect_clip_sharing_blocked",
    "cannot_upload_file",
  ],
  message_lost: [
    "edit_window_closed",
    "message_not_found",
    "cant_update_message",
    "thread_not_found",
    "cannot_reply_to_message",
  ],
  rate_limited: ["ratelimited", "rate_limited", "accesslimited", "message_limit_exceeded"],
  unavailable: [
    "service_unavailable",
    // Ambiguous: Slack may have acted before it failed.
    "internal_error",
    "fatal_error",
    "request_timeout",
    "team_added_to_org",
    "external_channel_migrating",
    // Whoever runs the relay can give it a good token within the day in which results are kept for retries; only an
    // uninstalled app (account_inactive, above) is beyond that.
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
  ],
};

const CODE_OF = new Map<string, PlatformErrorCode>(
  Object.entries(CODES).flatMap(([code, words]) =>
    words.map((word) => [word, code as PlatformErrorCode] as const),
  ),
);

/** A refused token is not asked with again any sooner: it takes a person to mend it. */
const REFUSED_TOKEN_RETRY_MS = 60_000;

/** Whether Slack's word says that the token is refused, so that only whoever runs the relay can help. */
export const isTokenRefusal = (word: string | undefined): boolean =>
  word !== undefined && TOKEN_REFUSALS.has(word);

/** Slack's own word for an error, also behind a {@link PlatformError}; undefined where Slack said none. */
export function slackWordOf(error: unknown): string | undefined {
  const cause = error instanceof PlatformError ? error.cause : error;
  if (!(cause instanceof webApi.WebAPIPlatformError)) return undefined;
  // The SDK puts the raw body here when it is not JSON, such as a proxy's error page.
  return /^[\w.:-]{1,80}$/.test(cause.data.error) ? cause.data.error : undefined;
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
  if (error instanceof webApi.WebAPIPlatformError) return fromWord(error);
  return new PlatformError("unavailable", "Slack could not be reached", { cause: error });
}

/** What an HTTP status other than success means. */
export function fromStatus(
  status: number,
  details: { what: string; cause?: unknown; retryAfterMs?: number },
): PlatformError {
  const { what, ...rest } = details;
  const message = `${what} answered HTTP ${status}`;
  if (status === 413) return new PlatformError("too_large", message, rest);
  if (status === 429) return new PlatformError("rate_limited", message, rest);
  if (status >= 500 || status === 408) return new PlatformError("unavailable", message, rest);
  return new PlatformError("rejected", message, rest);
}

function fromWord(error: webApi.WebAPIPlatformError): PlatformError {
  const word = slackWordOf(error);
  if (word === undefined)
    return new PlatformError("unavailable", "Slack's answer was not understood", { cause: error });
  const { response_metadata: metadata, needed } = error.data as typeof error.data & {
    needed?: unknown;
  };
  const code = word.startsWith("restricted_action")
    ? "forbidden"
    : (CODE_OF.get(word) ?? "rejected");
  const waitSeconds = metadata?.retryAfter;
  const retryAfterMs =
    code === "unavailable" && isTokenRefusal(word)
      ? REFUSED_TOKEN_RETRY_MS
      : waitSeconds === undefined
        ? undefined
        : waitSeconds * 1_000;
  return new PlatformError(code, `Slack refused: ${word}`, {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    missing: typeof needed === "string" && needed !== "" ? needed.split(/\s*,\s*/) : [],
    cause: error,
  });
}

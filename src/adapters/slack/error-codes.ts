/**
 * What Slack's error codes mean, each group with its source: a method's own page at
 * https://docs.slack.dev/reference/methods/<method>, which lists its errors. A code in no group is not known to be final, so
 * the request is retried.
 */
import type { PlatformErrorCode } from "../../core/errors.ts";

/** The token is not accepted, or no longer. Source: auth.test, apps.connections.open. */
export const TOKEN_REFUSALS: ReadonlySet<string> = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "not_allowed_token_type",
  "user_removed_from_team",
  "team_disabled",
]);

/** Starts every code for a channel in which this app may not post. Source: chat.postMessage. */
const RESTRICTED = "restricted_action";

const CODES: Readonly<Record<PlatformErrorCode, readonly string[]>> = {
  channel_lost: [
    // chat.postMessage, chat.update, conversations.info.
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "is_inactive",
    "team_not_found",
    "team_access_not_granted",
    // files.completeUploadExternal: "Channel could not be found or channel specified is invalid."
    "invalid_channel",
    // A response_url: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
    "channel_is_archived",
    "team_disabled",
    // Every method: the token's user or workspace is deleted.
    "account_inactive",
    "user_removed_from_team",
    // conversations.open: a person who can't get messages (any more).
    "user_not_found",
    "user_not_visible",
    "user_disabled",
    "cannot_dm_bot",
    "invalid_user_combination",
  ],
  forbidden: [
    // Every method.
    "missing_scope",
    "access_denied",
    "no_permission",
    "not_allowed_token_type",
    "enterprise_is_restricted",
    "ekm_access_denied",
    "two_factor_setup_required",
    // files.completeUploadExternal, files.upload.
    "posting_to_channel_denied",
    "posting_to_general_channel_denied",
    // chat.postMessage: a direct message to an app whose messages are switched off.
    "messages_tab_disabled",
    // conversations.join.
    "user_is_restricted",
    "user_is_ultra_restricted",
    "too_many_members",
    "is_bot",
  ],
  too_large: [
    // files.getUploadURLExternal, and files.upload for the last three.
    "file_upload_size_restricted",
    "snippet_too_large",
    "file_too_large",
    "upload_too_large",
    "size_limit_exceeded",
  ],
  file_refused: [
    // files.getUploadURLExternal, files.upload.
    "file_uploads_disabled",
    "file_uploads_except_images_disabled",
    "file_type_not_allowed",
    "blocked_file_type",
    "malware_detected",
    "storage_limit_reached",
    "cannot_upload_file",
    // chat.update with files.
    "file_share_limit_reached",
    "max_file_sharing_exceeded",
    "slack_connect_blocked_file_type",
    "slack_connect_file_upload_sharing_blocked",
    "slack_connect_file_link_sharing_blocked",
    "slack_connect_clip_sharing_blocked",
  ],
  message_lost: [
    // chat.update.
    "edit_window_closed",
    "message_not_found",
    "cant_update_message",
    // chat.postMessage, conversations.replies.
    "thread_not_found",
    "cannot_reply_to_message",
  ],
  rate_limited: ["ratelimited", "rate_limited", "accesslimited", "message_limit_exceeded"],
  // Known to pass by themselves; unknown codes are treated the same.
  unavailable: [
    "service_unavailable",
    // Ambiguous: Slack may have acted before it failed.
    "internal_error",
    "fatal_error",
    "request_timeout",
    // chat.update: "Internal update failure", and a message that is being written at the moment.
    "update_failed",
    "streaming_state_conflict",
    // files.completeUploadExternal, conversations.members.
    "file_update_failed",
    "fetch_members_failed",
    // "Will not be available until migration is complete."
    "team_added_to_org",
    "org_login_required",
    "external_channel_migrating",
    // The operator can set a good token within the 24 hours in which results are retried; only an uninstalled app
    // (account_inactive, above) is final.
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
  ],
  rejected: [
    // Every method: the request itself is wrong.
    "invalid_arguments",
    "invalid_arg_name",
    "invalid_array_arg",
    "missing_argument",
    "unknown_method",
    "method_deprecated",
    "deprecated_endpoint",
    // chat.postMessage, chat.update.
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "invalid_blocks",
    "invalid_blocks_format",
    "block_mismatch",
    "invalid_attachments",
    "too_many_attachments",
    "metadata_too_large",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "metadata_must_be_sent_from_app",
    "as_user_not_supported",
    // chat.postEphemeral.
    "user_not_in_channel",
    // files.getUploadURLExternal, files.completeUploadExternal, files.info.
    "file_not_found",
    "file_deleted",
    "alt_txt_too_large",
    "unknown_snippet_type",
    "unknown_subtype",
    // conversations.join, conversations.open, conversations.history, conversations.members.
    "method_not_supported_for_channel_type",
    "users_list_not_supplied",
    "not_enough_users",
    "too_many_users",
    "invalid_cursor",
    "invalid_limit",
    "invalid_ts_latest",
    "invalid_ts_oldest",
  ],
};

const MEANINGS = new Map(
  Object.entries(CODES).flatMap(([meaning, codes]) =>
    // Object.entries loses the type of the keys.
    codes.map((code) => [code, meaning as PlatformErrorCode] as const),
  ),
);

/** What one of Slack's error codes means; `undefined` if it is not known. */
export const toPlatformErrorCode = (slackError: string): PlatformErrorCode | undefined =>
  slackError.startsWith(RESTRICTED) ? "forbidden" : MEANINGS.get(slackError);

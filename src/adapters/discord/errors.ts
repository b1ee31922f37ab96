import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes as Code } from "discord.js";
import { ConfigError, PlatformError, type PlatformErrorCode } from "../../core/errors.ts";

/**
 * Discord's codes for refusals that no later attempt of the same request can overcome. Their source is Discord's list,
 * https://discord.com/developers/docs/topics/opcodes-and-status-codes#json, by the names that discord.js gives them.
 *
 * Every other code is temporary, whatever the HTTP status. So are those that Discord's list itself calls temporary
 * (40003, 40004, 40006, 130000), code 0, which says nothing, and 40333: "internal network error", a 403 by
 * which Discord's edge turns requests away (https://github.com/discord/discord-api-docs/issues/6473), in an outage all
 * of them (https://github.com/germanoeich/nirn-proxy/issues/14).
 */
const FINAL: ReadonlyMap<unknown, PlatformErrorCode> = new Map<unknown, PlatformErrorCode>([
  [Code.UnknownChannel, "channel_lost"],
  [Code.UnknownGuild, "channel_lost"],
  // The bot cannot see the channel, or left the server.
  [Code.MissingAccess, "channel_lost"],
  [Code.CannotSendMessagesInNonTextChannel, "channel_lost"],
  [Code.CannotSendAMessageInAForumChannel, "channel_lost"],
  // A post reopens an archived thread, unless it is locked.
  [Code.InvalidActionOnArchivedThread, "channel_lost"],
  [Code.ThreadLocked, "channel_lost"],
  // Direct messages: the person does not exist, accepts none, or shares no server with the bot.
  [Code.UnknownUser, "channel_lost"],
  [Code.InvalidRecipients, "channel_lost"],
  [Code.CannotSendMessagesToThisUser, "channel_lost"],
  [Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds, "channel_lost"],
  [Code.UnknownMessage, "message_lost"],
  [Code.CannotEditMessageAuthoredByAnotherUser, "message_lost"],
  // Both limits pass with time, but the content can be posted as a new message at once.
  [Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached, "message_lost"],
  [Code.AnnouncementEditLimitExceeded, "message_lost"],
  [Code.RequestEntityTooLarge, "too_large"],
  [Code.FileUploadedExceedsMaximumSize, "too_large"],
  [Code.MessageWasBlockedByAutomaticModeration, "file_refused"],
  [Code.TitleWasBlockedByAutomaticModeration, "file_refused"],
  [Code.MessageBlockedByHarmfulLinksFilter, "file_refused"],
  [Code.ExplicitContentCannotBeSentToTheDesiredRecipient, "file_refused"],
  // A thread's name counts as a channel's.
  [Code.StageTopicServerNameServerDescriptionOrChannelNamesContainDisallowedWords, "file_refused"],
  [Code.AccessToFileUploadsHasBeenLimitedForThisGuild, "file_refused"],
  [Code.MaximumNumberOfAttachmentsInAMessageReached, "file_refused"],
  [Code.InvalidFileUploaded, "file_refused"],
  [Code.ProvidedFileIsInvalid, "file_refused"],
  [Code.ProvidedFileTypeIsInvalid, "file_refused"],
  [Code.MissingPermissions, "forbidden"],
  [Code.CannotReplyWithoutPermissionToReadMessageHistory, "forbidden"],
  [Code.CannotReferenceAMessageWithoutPermissionToReadMessageHistory, "forbidden"],
  // A body that breaks Discord's rules.
  [Code.InvalidFormBodyOrContentType, "rejected"],
  [Code.RequestBodyContainsInvalidJSON, "rejected"],
  [Code.CannotSendAnEmptyMessage, "rejected"],
  // No thread can be opened here, there is one already, or the limit is reached.
  [Code.CannotExecuteActionOnDMChannel, "rejected"],
  [Code.CannotExecuteActionOnThisChannelType, "rejected"],
  [Code.CannotExecuteActionOnSystemMessage, "rejected"],
  [Code.InvalidMessageType, "rejected"],
  [Code.ThreadAlreadyCreatedForMessage, "rejected"],
  [Code.MaximumActiveThreads, "rejected"],
  [Code.MaximumActiveAnnouncementThreads, "rejected"],
  // An interaction that is answered already, or can no longer be answered. The last is a 401 that says nothing about
  // the bot's own token.
  [Code.InteractionHasAlreadyBeenAcknowledged, "rejected"],
  [Code.UnknownInteraction, "rejected"],
  [Code.UnknownWebhook, "rejected"],
  [Code.InvalidWebhookToken, "rejected"],
]);

/** Wait before a refused token is used again: only a person can fix it, and 401s count towards a ban. */
const REFUSED_TOKEN_RETRY_MS = 60_000;
/** Sent by a proxy in front of Discord, without one of Discord's codes. */
const PAYLOAD_TOO_LARGE = 413;

/** Discord's own error code behind a translated error. */
export function discordCodeOf(error: unknown): number | undefined {
  const cause = error instanceof PlatformError ? error.cause : error;
  return cause instanceof DiscordAPIError && typeof cause.code === "number"
    ? cause.code
    : undefined;
}

/** Whether Discord refused the bot's own token. */
export function isTokenRefusal(error: unknown): boolean {
  const cause = error instanceof PlatformError ? error.cause : error;
  return (
    cause instanceof DiscordAPIError &&
    cause.status === 401 &&
    cause.code !== Code.InvalidWebhookToken
  );
}

/** The refusal of a bot token, with the cure. */
export function tokenProblem(cause?: unknown): ConfigError {
  const problem =
    "DISCORD_TOKEN: Discord refuses this token. Copy it anew from the developer portal (your application → Bot → Reset Token)";
  return new ConfigError([problem], { cause });
}

/** Translates an error of discord.js, undici or the system. `missing`: the permissions to name if they are the reason. */
export function toPlatformError(error: unknown, missing: readonly string[] = []): PlatformError {
  if (error instanceof PlatformError) return error;
  const cause = withoutRequest(error);
  if (error instanceof RateLimitError) {
    const retryAfterMs = rateLimitWaitMs(error);
    const message = `Discord asks to wait ${Math.ceil(retryAfterMs / 1000)} s`;
    return new PlatformError("rate_limited", message, { retryAfterMs, cause });
  }
  if (error instanceof DiscordAPIError) {
    const code = meaningOf(error);
    const message = `Discord refused the request: ${error.message} (${error.code ?? error.status})`;
    return new PlatformError(code, message, {
      cause,
      ...(code === "forbidden" && { missing }),
      ...(isTokenRefusal(error) && { retryAfterMs: REFUSED_TOKEN_RETRY_MS }),
    });
  }
  if (error instanceof HTTPError)
    return new PlatformError("unavailable", `Discord answered ${error.status}`, { cause });
  // A network error, a time-out or a truncated answer: the request may have taken effect anyway.
  const reason = error instanceof Error ? error.message : String(error);
  return new PlatformError("unavailable", `Discord did not answer properly: ${reason}`, { cause });
}

/** How long a rate limit lasts. discord.js has three fields for it, each of which is right in different cases. */
export function rateLimitWaitMs(limit: {
  timeToReset: number;
  retryAfter: number;
  sublimitTimeout: number;
}): number {
  return Math.max(limit.timeToReset, limit.retryAfter, limit.sublimitTimeout, 0);
}

/** An error is final only if it is known to be. Anything else may be an outage, and a retry only costs time. */
function meaningOf({ code, status }: DiscordAPIError): PlatformErrorCode {
  return FINAL.get(code) ?? (status === PAYLOAD_TOO_LARGE ? "too_large" : "unavailable");
}

/** The SDK's error without its request: bodies and the interaction tokens in paths must not be logged. */
function withoutRequest(error: unknown): unknown {
  if (
    error instanceof DiscordAPIError ||
    error instanceof HTTPError ||
    error instanceof RateLimitError
  ) {
    const bare = error as { url?: string; requestBody?: unknown };
    delete bare.url;
    delete bare.requestBody;
  }
  return error;
}

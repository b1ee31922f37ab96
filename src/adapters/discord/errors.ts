import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { PlatformError, type PlatformErrorCode } from "../../core/errors.ts";

// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const MEANING: ReadonlyMap<number | string, PlatformErrorCode> = new Map<number, PlatformErrorCode>(
  [
    [10003, "channel_lost"], // unknown channel
    [10004, "channel_lost"], // unknown guild
    [50001, "channel_lost"], // missing access: the bot cannot see the channel, or left the server
    [10013, "channel_lost"], // unknown user
    [50007, "channel_lost"], // cannot send messages to this user
    [50278, "channel_lost"], // nor to somebody who shares no server with the bot
    [50083, "channel_lost"], // thread is archived and locked
    [10008, "message_lost"], // unknown message
    [30046, "message_lost"], // too many edits to a message older than an hour
    [50005, "message_lost"], // not our own message
    [40005, "too_large"], // request entity too large
    [50045, "too_large"], // file exceeds the maximum size
    [200000, "file_refused"], // blocked by AutoMod
    [200001, "file_refused"], // title blocked by AutoMod
    [240000, "file_refused"], // blocked by the harmful-links filter
    [50013, "forbidden"], // missing permissions
    [160002, "forbidden"], // a reply without Read Message History
    [50035, "rejected"], // a body that breaks Discord's rules
    [160004, "rejected"], // a thread for a message that has one
    [50027, "rejected"], // invalid webhook token: a 401 that says nothing about the bot's own token
  ],
);

/** A refused token is not asked with again any sooner: it takes a person to mend it, and 401s count towards a ban. */
const REFUSED_TOKEN_RETRY_MS = 60_000;

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
  return cause instanceof DiscordAPIError && cause.status === 401 && cause.code !== 50027;
}

/** What an error of discord.js, undici or the system means. `missing` goes with a refusal for want of permissions. */
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
  // Network trouble, a time-out, an answer cut short: Discord may have acted all the same.
  const reason = error instanceof Error ? error.message : String(error);
  return new PlatformError("unavailable", `Discord did not answer properly: ${reason}`, { cause });
}

/** How long a rate limit lasts: discord.js spreads it over three fields, each right in other cases. */
export function rateLimitWaitMs(limit: {
  timeToReset: number;
  retryAfter: number;
  sublimitTimeout: number;
}): number {
  return Math.max(limit.timeToReset, limit.retryAfter, limit.sublimitTimeout, 0);
}

function meaningOf({ code, status }: DiscordAPIError): PlatformErrorCode {
  const known = MEANING.get(code);
  if (known) return known;
  if (status === 413) return "too_large";
  // A revoked token: whoever runs the relay puts it right, and until then everything stays owed.
  if (status === 401) return "unavailable";
  // Not Discord's own words (a proxy's page, a ban page): says nothing about this request.
  if (typeof code !== "number") return "unavailable";
  return status === 403 ? "forbidden" : "rejected";
}

/** The SDK's error without the request it carries: bodies and the interaction tokens in paths are no one's to log. */
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

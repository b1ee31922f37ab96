/** Base of every error the relay raises on purpose: callers decide by `code`, never by the message. */
export class RelayError<Code extends string = string> extends Error {
  readonly code: Code;
  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A setting is missing or wrong, or a platform refused its token. The process ends with exit code 2. */
export class ConfigError extends RelayError {
  /** One line per problem, each naming its variable and the cure. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super("config_invalid", problems.join("\n"), options);
    this.problems = problems;
  }
}

/** The store could not read or write. Nothing that depended on the call has happened durably. */
export class StoreError extends RelayError {
  constructor(message: string, options?: ErrorOptions) {
    super("store_unavailable", message, options);
  }
}

/** A follow was replaced or ended while the relay was about to send something for it: nothing may be sent. */
export class NotOursError extends RelayError {
  constructor() {
    super("not_ours", "the follow is no longer ours");
  }
}

/** Why a file could not be brought here from its address. */
export type MediaErrorCode =
  /** 403, 404 or 410: a signed link that ran out. Asking the job API again gives a fresh one. */
  | "link_expired"
  /** More bytes than allowed, announced or delivered. */
  | "too_large"
  /** The bytes are not a video, picture or sound, whatever the link claimed. */
  | "not_media"
  /** The address is private, not https, or otherwise not one the relay connects to. */
  | "address_refused"
  /** Network trouble, 429, 5xx, deadline: worth trying again. */
  | "unavailable";

/** A download ended without a file. Nothing is left on the disk. */
export class MediaError extends RelayError<MediaErrorCode> {
  /** Whether the same address may work a little later. */
  get retryable(): boolean {
    return this.code === "unavailable";
  }
}

/** What a platform's refusal means for the caller; each adapter's `errors.ts` translates into these. */
export type PlatformErrorCode =
  /** Channel, server or workspace is gone, archived, or the bot lost access. Retrying is pointless. */
  | "channel_lost"
  /** The bot may not do this here; `missing` names the permissions. Retrying is pointless until somebody acts. */
  | "forbidden"
  /** A file is larger than this channel accepts: send fewer bytes or none. */
  | "too_large"
  /** The platform takes no such file here (type, moderation, uploads switched off): send text only. */
  | "file_refused"
  /** The message to edit or to reply to no longer exists or can no longer be edited. */
  | "message_lost"
  /** Asked too often: again after `retryAfterMs`. */
  | "rate_limited"
  /** Outage, time-out, lost response: the request may or may not have acted. */
  | "unavailable"
  /** The platform rejects the request itself; a defect of ours. The same request will fail again. */
  | "rejected";

/** A platform call failed; translated from the SDK's error, which is kept as `cause`. */
export class PlatformError extends RelayError<PlatformErrorCode> {
  /** How long the platform asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Names of missing permissions, as the platform's own settings call them. */
  readonly missing: readonly string[];
  constructor(
    code: PlatformErrorCode,
    message: string,
    details: { retryAfterMs?: number; missing?: readonly string[]; cause?: unknown } = {},
  ) {
    super(code, message, { cause: details.cause });
    this.retryAfterMs = details.retryAfterMs;
    this.missing = details.missing ?? [];
  }
  /** Whether the same request may work later without anybody acting. */
  get retryable(): boolean {
    return this.code === "rate_limited" || this.code === "unavailable";
  }
}

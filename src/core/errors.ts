/** What the relay raises on purpose, as the log and the callers know it. */
export type ErrorCode =
  | MediaErrorCode
  | PlatformErrorCode
  /** See {@link ConfigError}. */
  | "config_invalid"
  /** See {@link StoreError}. */
  | "store_unavailable"
  /** Another process has the store open. */
  | "store_locked"
  /** No version of the relay can read a stored record, or only a newer one can. */
  | "record_unreadable"
  | "record_newer"
  /** See {@link NotOursError}. */
  | "not_ours"
  /** A follow was asked to go where its state does not lead. */
  | "illegal_transition"
  /** What was stopped was asked to start again. */
  | "stopped"
  /** A step of a stop took longer than it may. */
  | "stop_overdue"
  /** As many videos wait for a smaller copy as may. */
  | "queue_full"
  /** ffmpeg or ffprobe failed. */
  | "program_failed"
  /** A smaller copy is not the whole video. */
  | "copy_incomplete"
  /** A downloaded file ends too early, was disposed of, or cannot be kept without a name. */
  | "media_lost"
  | "media_disposed"
  | "no_nameless_files";

/** Base of every error the relay raises on purpose: callers decide by `code`, never by the message. */
export class RelayError<Code extends ErrorCode = ErrorCode> extends Error {
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

/** What the caller of a failed call decides by. */
interface ErrorCodeFacts {
  /** Whether the same call may succeed later without a person acting. */
  readonly retryable: boolean;
}

/** Why a file could not be downloaded. */
export const MEDIA_ERROR_CODES = {
  /** 403, 404 or 410: a signed link that ran out. Asking the job API again gives a fresh one. */
  link_expired: { retryable: false },
  /** More bytes than allowed, announced or delivered. */
  too_large: { retryable: false },
  /** The bytes are not a video, picture or sound, whatever the link claimed. */
  not_media: { retryable: false },
  /** The address is private, not https, or otherwise not one the relay connects to. */
  address_refused: { retryable: false },
  /** Network trouble, 429, 5xx, deadline. */
  unavailable: { retryable: true },
} as const satisfies Readonly<Record<string, ErrorCodeFacts>>;
/** See {@link MEDIA_ERROR_CODES}. */
export type MediaErrorCode = keyof typeof MEDIA_ERROR_CODES;

/** A download ended without a file. Nothing is left on the disk. */
export class MediaError extends RelayError<MediaErrorCode> {
  /** Whether the same address may work a little later. */
  get retryable(): boolean {
    return MEDIA_ERROR_CODES[this.code].retryable;
  }
}

/** What a platform's refusal means for the caller; each adapter's `errors.ts` translates into these. */
export const PLATFORM_ERROR_CODES = {
  /** Channel, server or workspace is gone, archived, or the bot lost access. */
  channel_lost: { retryable: false },
  /** The bot may not do this here, until a person changes that; `missing` names the permissions. */
  forbidden: { retryable: false },
  /** A file is larger than this channel accepts: send fewer bytes or none. */
  too_large: { retryable: false },
  /** The platform takes no such file here (type, moderation, uploads switched off): send text only. */
  file_refused: { retryable: false },
  /** The message to edit or to reply to no longer exists or can no longer be edited. */
  message_lost: { retryable: false },
  /** Asked too often: again after `retryAfterMs`. */
  rate_limited: { retryable: true },
  /** Outage, time-out, lost response: the request may or may not have acted. */
  unavailable: { retryable: true },
  /** The platform rejects the request itself, a defect of ours: the same request fails again. */
  rejected: { retryable: false },
} as const satisfies Readonly<Record<string, ErrorCodeFacts>>;
/** See {@link PLATFORM_ERROR_CODES}. */
export type PlatformErrorCode = keyof typeof PLATFORM_ERROR_CODES;

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
  /** Whether the same request may work later without a person acting. */
  get retryable(): boolean {
    return PLATFORM_ERROR_CODES[this.code].retryable;
  }
}

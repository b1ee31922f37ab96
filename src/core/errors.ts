/** The codes of all errors that the relay throws on purpose. Callers decide by them, and the log shows them. */
export type ErrorCode =
  | MediaErrorCode
  | PlatformErrorCode
  /** See {@link ConfigError}. */
  | "config_invalid"
  /** See {@link StoreError}. */
  | "store_unavailable"
  /** See {@link QueueError}. */
  | "queue_unavailable"
  /** See {@link ServerUnavailableError}. */
  | "server_unavailable"
  /** Another process has the store open. */
  | "store_locked"
  /** No version of the relay can read a stored record, or only a newer one can. */
  | "record_unreadable"
  | "record_newer"
  /** See {@link NotOursError}. */
  | "not_ours"
  /** A follow cannot move from its state to the requested one. */
  | "illegal_transition"
  /** A stopped service that is used once was started again. */
  | "stopped"
  /** A step of the stop exceeded its time limit. */
  | "stop_overdue"
  /** Too many videos already wait for a smaller copy. */
  | "queue_full"
  /** ffmpeg or ffprobe failed. */
  | "program_failed"
  /** A smaller copy does not contain the whole video. */
  | "copy_incomplete"
  /** A downloaded file ends too early, was disposed of, or cannot be kept without a name. */
  | "media_lost"
  | "media_disposed"
  | "no_nameless_files";

/** Base class of every error that the relay throws on purpose. Callers decide by `code`, never by the message. */
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
  /** One line per problem, with the variable and the cure. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super("config_invalid", problems.join("\n"), options);
    this.problems = problems;
  }
}

/** The server of the store or of the queue cannot be opened now; the same call may succeed a little later. */
export class ServerUnavailableError extends ConfigError {
  override readonly code = "server_unavailable";
}

/** The store could not read or write. Nothing that depended on the call has happened durably. */
export class StoreError extends RelayError {
  constructor(message: string, options?: ErrorOptions) {
    super("store_unavailable", message, options);
  }
}

/** Whether a call failed because a newer release wrote the record, which is left to that release. */
export const isOfNewerRelease = (error: unknown): boolean =>
  error instanceof StoreError && error.code === "record_newer";

/** The queue did not take what it was given. */
export class QueueError extends RelayError {
  constructor(message: string, options?: ErrorOptions) {
    super("queue_unavailable", message, options);
  }
}

/**
 * A follow was replaced or ended while the relay was about to send something for it, or the process may not act any more:
 * nothing may be sent.
 */
export class NotOursError extends RelayError {
  constructor() {
    super("not_ours", "the follow is no longer ours");
  }
}

/** What belongs to an error code. */
interface ErrorCodeFacts {
  /** Whether the same call may succeed later without human intervention. */
  readonly retryable: boolean;
}

/** Why a file could not be downloaded. */
export const MEDIA_ERROR_CODES = {
  /** 403, 404 or 410: a signed link has expired. The job API gives a fresh one when it is asked again. */
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
  /** The bot lacks a permission here until a person grants it; `missing` names the permissions. */
  forbidden: { retryable: false },
  /** A file is larger than this channel accepts: send fewer bytes or none. */
  too_large: { retryable: false },
  /** The platform does not accept this file here (type, moderation, uploads switched off): send text only. */
  file_refused: { retryable: false },
  /** The message to edit or to reply to no longer exists or can no longer be edited. */
  message_lost: { retryable: false },
  /** Too many requests: try again after `retryAfterMs`. */
  rate_limited: { retryable: true },
  /** Outage, time-out or lost response: the request may or may not have taken effect. */
  unavailable: { retryable: true },
  /** The platform rejects the request itself, which is a bug of ours: the same request would fail again. */
  rejected: { retryable: false },
} as const satisfies Readonly<Record<string, ErrorCodeFacts>>;
/** See {@link PLATFORM_ERROR_CODES}. */
export type PlatformErrorCode = keyof typeof PLATFORM_ERROR_CODES;

/** A platform call failed. Adapters translate the SDK's error into this one and keep it as `cause`. */
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
  /** Whether the same request may work later without human intervention. */
  get retryable(): boolean {
    return PLATFORM_ERROR_CODES[this.code].retryable;
  }
}

/** Whether a platform has refused a request, which has no effect then. After any other failure it may have one, or still get one. */
export const isRefusal = (error: unknown): error is PlatformError =>
  error instanceof PlatformError && error.code !== "unavailable";

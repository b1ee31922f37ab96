/** Options and faults of the Slack stand-in, and the entries of its logs. Types only. */

/** How a workspace is set up. Everything has a default. */
export interface SlackSandboxOptions {
  /** Port to listen on. Default 0: a free one. */
  readonly port?: number;
  /** The workspace's id. Default: one that all stand-ins have. */
  readonly teamId?: string;
  readonly botToken?: string;
  readonly appToken?: string;
  /** Scopes of the bot token. Default: the manifest's, else all that a relay could request. */
  readonly scopes?: readonly string[];
  /** Delay between `files.completeUploadExternal` and the file's message, in ms. Default 150. */
  readonly shareDelayMs?: number;
  /** Largest accepted file, in bytes. Default 1 GB, as on Slack. */
  readonly maxFileBytes?: number;
  /**
   * Whether the bytes of uploads are kept, so that they can be downloaded again. Otherwise only the length and the SHA-256 of what is
   * not a form are. Default true.
   */
  readonly keepsFiles?: boolean;
  /** How long an interaction may stay unacknowledged, in ms. Default 3000, as on Slack. */
  readonly ackTimeoutMs?: number;
  /** How long an unacknowledged envelope waits before it is sent again, in ms. Default: never automatically. */
  readonly redeliverAfterMs?: number;
  /** Lifetime of a response_url, in ms. Default 30 min, as on Slack. */
  readonly responseUrlTtlMs?: number;
  /**
   * The app's manifest: its commands and whether they are escaped, its shortcuts, whether buttons work,
   * its event subscriptions and, without `scopes`, its scopes. Default: everything is allowed, and
   * no command is escaped.
   */
  readonly manifest?: unknown;
  /** Rate limits. Default: none. */
  readonly rates?: SlackRates;
  /** The locale of the workspace's conversations. Default `en-US`. */
  readonly locale?: string;
  /** Interval of the server's pings, in ms. Default 5000. */
  readonly pingIntervalMs?: number;
  /** Wall clock in Unix milliseconds for message timestamps and expiries. Default `Date.now`. */
  readonly now?: () => number;
}

/** How much is accepted before a 429 `ratelimited` with its Retry-After. */
export interface SlackRates {
  /** chat.postMessage per channel; Slack's documentation says about 1. */
  readonly postsPerSecond?: number;
  /** Size of a burst of posts. Default 1. */
  readonly burst?: number;
  /** chat.update per workspace; Slack's documentation says 50 or more. */
  readonly editsPerMinute?: number;
}

/** A fault to inject into the next calls of a method. */
export interface SlackFault {
  /** A Web API method, `upload` (bytes to upload_url), `download` (url_private) or `response_url`. */
  readonly method: string;
  /** HTTP status. Default 200 with `error`, 429 for `ratelimited`, 500 without `error`. */
  readonly status?: number;
  readonly error?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Raw body instead of Slack's JSON. */
  readonly body?: string;
  /** How many calls get the fault. Default 1. */
  readonly times?: number;
  /** `after-processing`: the call takes effect, but its answer is lost or replaced. Default `before`. */
  readonly when?: "before" | "after-processing";
  /** Breaks the connection instead of answering. */
  readonly reset?: boolean;
  /** Never answers (until {@link SlackSandbox.close}, or the client disconnects). */
  readonly hang?: boolean;
  /** Answers after this many ms. */
  readonly delayMs?: number;
}

/** Something the client sent that real Slack would not accept, or would silently corrupt. */
export interface SlackViolation {
  readonly method: string;
  readonly kind:
    | "unknown_method"
    /** Refused as Slack would. */
    | "invalid_arguments"
    /** Slack silently ignores arguments it does not know; so does the stand-in, but it records them. */
    | "unknown_argument"
    /** `alt_txt`: accepted, but on the real Slack it can drop the share (slackapi/python-slack-sdk#1818). */
    | "alt_text"
    /** Over 4,000 characters: accepted, but Slack advises fewer and folds or cuts the rest. */
    | "truncated"
    /** A user mentioned in `text` beside blocks that do not mention them: accepted, but no one is notified. */
    | "unseen_mention"
    /** Left to a default on which Slack's documents and its behaviour disagree. */
    | "ambiguous"
    /** An ack for an unknown envelope, a repeated ack on a socket, or one with a payload that Slack would not accept. */
    | "bad_ack"
    /** Something on the socket that is not an ack. */
    | "bad_frame"
    /** The stand-in itself failed. */
    | "sandbox_defect";
  readonly detail: string;
}

/** One request. Tokens are not stored. */
export interface SlackRequest {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** HTTP status of the answer; 0 before it, or if the connection was broken. */
  readonly status: number;
  /** `error` of the answer, if there is one. */
  readonly error?: string;
}

/** An app that gets its events by HTTP. */
export interface SlackHttpTarget {
  /** The app's request URL. */
  readonly url: string;
  /** The app's Signing Secret. */
  readonly signingSecret: string;
  /** Sends a request, and resolves with the app's answer. Default: `fetch`. */
  readonly send?: (request: Request) => Promise<Response>;
  /** The time in signatures, in Unix milliseconds. Default: `Date.now`. */
  readonly now?: () => number;
}

/** Faults of the socket. */
export interface SlackSocketFaults {
  /** Sends the `disconnect` message to all sockets; all but `warning` close afterwards, as on Slack. */
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  /** Breaks all sockets without a close frame. */
  reset(): void;
  /** The next `times` calls of apps.connections.open get a 503. */
  refuseConnections(times: number): void;
  /** Stops or resumes answering the client's pings and sending its own. */
  muteHeartbeat(muted: boolean): void;
  /** Sends every envelope `times` more times, even if acknowledged; 0 ends it. */
  resendEnvelopes(times: number): void;
  /** Sends any JSON to all sockets, as real Slack never would; replies to it are no violation. */
  sendAnything(frame: unknown): void;
  /** Sends an envelope that no user action here produces. Resolves at the app's ack; rejects if there is none in time. */
  sendEnvelope(
    type: "events_api" | "interactive" | "slash_commands",
    payload: Readonly<Record<string, unknown>>,
  ): Promise<void>;
}

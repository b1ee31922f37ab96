/** What can be set and ordered of the Slack stand-in, and what it writes down. Types only. */

/** What a workspace is made of when the stand-in starts. Everything has a default. */
export interface SlackSandboxOptions {
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  readonly botToken?: string;
  readonly appToken?: string;
  /** Scopes of the bot token; default: the manifest's, else all that a relay could ask for. */
  readonly scopes?: readonly string[];
  /** How long after `files.completeUploadExternal` the file shows up in the channel; default 150. */
  readonly shareDelayMs?: number;
  /** Largest file taken; default 1 GB as on Slack. */
  readonly maxFileBytes?: number;
  /** How long a command may stay unacknowledged; default 3000 as on Slack. */
  readonly ackTimeoutMs?: number;
  /** How long an unacknowledged envelope waits before it is sent again; default: never on its own. */
  readonly redeliverAfterMs?: number;
  /** Lifetime of a response_url; default 30 min as on Slack. */
  readonly responseUrlTtlMs?: number;
  /**
   * The app's manifest: which commands there are and whether they are escaped, which shortcuts, whether buttons work,
   * which events are subscribed to, and, without `scopes`, which scopes there are. Default: everything is allowed, and
   * no command is escaped.
   */
  readonly manifest?: unknown;
  /** Slack's rates, for bursts; default: none. */
  readonly rates?: SlackRates;
  /** The language of its conversations; default `en-US`. */
  readonly locale?: string;
  /** How often the server pings its sockets; default 5000. */
  readonly pingIntervalMs?: number;
  /** Wall clock in Unix milliseconds for message timestamps and expiries; default `Date.now`. */
  readonly now?: () => number;
}

/** How much is taken before a 429 `ratelimited` with its Retry-After. */
export interface SlackRates {
  /** chat.postMessage, of each channel; Slack's documentation says about 1. */
  readonly postsPerSecond?: number;
  /** How many posts in one go, before that rate holds; default 1. */
  readonly burst?: number;
  /** chat.update, of the whole workspace; Slack's documentation says 50 or more. */
  readonly editsPerMinute?: number;
}

/** A fault for the next calls of a method. */
export interface SlackFault {
  /** A Web API method, `upload` (bytes to upload_url), `download` (url_private) or `response_url`. */
  readonly method: string;
  /** HTTP status; default 200 with `error`, 429 for `ratelimited`, 500 without `error`. */
  readonly status?: number;
  readonly error?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Raw body in place of Slack's JSON. */
  readonly body?: string;
  /** How often; default once. */
  readonly times?: number;
  /** `after-processing` does the work first and then loses the answer; default `before`. */
  readonly when?: "before" | "after-processing";
  /** Breaks the connection in place of an answer. */
  readonly reset?: boolean;
  /** Never answers (until {@link SlackSandbox.close}, or the client leaves). */
  readonly hang?: boolean;
  /** Answers only after this long. */
  readonly delayMs?: number;
}

/** Something the client sent that real Slack would not take, or would quietly damage. */
export interface SlackViolation {
  readonly method: string;
  readonly kind:
    | "unknown_method"
    /** Refused as Slack would. */
    | "invalid_arguments"
    /** Slack ignores arguments it does not know; so does the stand-in, but it says so here. */
    | "unknown_argument"
    /** `alt_txt`: taken, but on the real Slack it can drop the share (slackapi/python-slack-sdk#1818). */
    | "alt_text"
    /** Over 4,000 characters: taken, but Slack asks for fewer and shows the rest folded or cut. */
    | "truncated"
    /** A person named in `text` beside blocks that do not name them: taken, but nobody is notified. */
    | "unseen_mention"
    /** Left to a default that Slack's documents and its practice tell differently. */
    | "ambiguous"
    /** An ack for an unknown envelope, one too many, or with a payload Slack would not take. */
    | "bad_ack"
    /** Something on the socket that is not an ack. */
    | "bad_frame"
    /** The stand-in itself failed. */
    | "sandbox_defect";
  readonly detail: string;
}

/** One request as it came. Tokens are not kept. */
export interface SlackRequest {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** HTTP status answered, 0 while under way or when the connection was broken. */
  readonly status: number;
  /** `error` of the answer, if any. */
  readonly error?: string;
}

/** Faults of the socket. */
export interface SlackSocketFaults {
  /** Sends the `disconnect` message to all sockets; all but `warning` close afterwards, as on Slack. */
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  /** Breaks all sockets without a close frame. */
  reset(): void;
  /** The next `times` calls of apps.connections.open get a 503. */
  refuseConnections(times: number): void;
  /** Stops (or goes on) answering the client's pings and sending its own. */
  muteHeartbeat(muted: boolean): void;
  /** Sends every envelope `times` more times, whatever was acknowledged; 0 ends it. */
  resendEnvelopes(times: number): void;
  /** Sends all sockets any JSON, as no real Slack would; whatever it is answered with is no violation. */
  sendAnything(frame: unknown): void;
  /** Sends what this stand-in has no act for; resolves at the app's ack, rejects where none comes in time. */
  sendEnvelope(
    type: "events_api" | "interactive" | "slash_commands",
    payload: Readonly<Record<string, unknown>>,
  ): Promise<void>;
}

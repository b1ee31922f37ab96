/**
 * The handle of the Slack stand-in: what tests and the demo see, order and wait for. Types only; the server behind it
 * is made by `createSlackSandbox` in `sandbox.ts`, where its likeness to the real Slack is described.
 */

import type {
  SandboxChannel,
  SandboxCommand,
  SandboxCommandRequest,
  SandboxMessage,
  SandboxPrivateReply,
  SandboxUser,
} from "./seen.ts";

export type * from "./seen.ts";

/** What a workspace is made of when the stand-in starts. Everything has a default. */
export interface SlackSandboxOptions {
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  readonly botToken?: string;
  readonly appToken?: string;
  /** Scopes of the bot token; default: {@link SlackSandbox.scopes}, all that the app's manifest asks for. */
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
  /** How often the server pings its sockets; default 5000. */
  readonly pingIntervalMs?: number;
  /** Wall clock in Unix milliseconds for message timestamps and expiries; default `Date.now`. */
  readonly now?: () => number;
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
  /** `after-acting` does the work first and then loses the answer; default `before`. */
  readonly when?: "before" | "after-acting";
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

/** What a live transcript listens to. */
export interface SlackSandboxEvents {
  message: [SandboxMessage];
  /** The message after the edit. */
  edit: [SandboxMessage];
  delete: [SandboxMessage];
  "private-reply": [SandboxPrivateReply];
  command: [SandboxCommand];
  request: [SlackRequest];
  violation: [SlackViolation];
  /** Number of sockets after one came or went. */
  sockets: [number];
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
}

/** Channels every workspace starts with. */
export interface SlackDefaultChannels {
  /** Public, the bot is not in. */
  readonly publicNotJoined: string;
  /** Public, the bot is in. */
  readonly publicJoined: string;
  /** Private, the bot is not in. */
  readonly privateWithoutBot: string;
  /** Private, the bot is in. */
  readonly privateWithBot: string;
  /** Direct messages of the first person with the bot. */
  readonly directMessage: string;
}

/** A running stand-in for one Slack workspace with one installed app. */
export interface SlackSandbox extends AsyncDisposable {
  /** Value for SLACK_API_URL: `http://127.0.0.1:PORT/api/`. */
  readonly apiUrl: string;
  readonly port: number;
  readonly botToken: string;
  readonly appToken: string;
  readonly appId: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  /** The first person of the workspace. */
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly channels: SlackDefaultChannels;

  addChannel(channel: {
    name: string;
    kind?: "public" | "private" | "im";
    /** Users besides the bot; default: the first person. */
    members?: readonly string[];
    /** Default true. */
    withBot?: boolean;
  }): SandboxChannel;
  addUser(user: { name: string }): SandboxUser;
  channel(channelId: string): SandboxChannel | undefined;
  archiveChannel(channelId: string): void;
  deleteChannel(channelId: string): void;
  kickBot(channelId: string): void;
  inviteBot(channelId: string): void;
  /** A message of a person, e.g. one to make a thread of. */
  say(
    channelId: string,
    text: string,
    options?: { userId?: string; threadTs?: string },
  ): SandboxMessage;
  /** A person or an admin removes a message. */
  removeMessage(channelId: string, ts: string): void;
  /** From now on the bot's token is answered with `error`, default `token_revoked`. */
  revokeBotToken(error?: "token_revoked" | "account_inactive" | "invalid_auth"): void;
  revokeAppToken(): void;
  restoreTokens(): void;
  setScopes(scopes: readonly string[]): void;

  /** A person types a slash command; resolves once the envelope is on a socket (waits for one). */
  command(request: SandboxCommandRequest): Promise<SandboxCommand>;
  /** All private replies ever shown, to whomever and wherever, oldest first. */
  readonly privateReplies: readonly SandboxPrivateReply[];
  /** What is in the channel now, oldest first, threads included. */
  messages(channelId: string): readonly SandboxMessage[];
  /** The bytes of an uploaded file; undefined while there are none. */
  fileBytes(fileId: string): Buffer | undefined;
  /**
   * Resolves with the first message, in any channel, that matches now or after any later post or edit; rejects after
   * `timeoutMs` (default 5000) with a list of what is there.
   */
  waitFor(
    matches: (message: SandboxMessage) => boolean,
    timeoutMs?: number,
  ): Promise<SandboxMessage>;
  /** Resolves once at least `count` (default 1) sockets are connected. */
  waitForSocket(count?: number, timeoutMs?: number): Promise<void>;
  readonly socketCount: number;

  on<E extends keyof SlackSandboxEvents>(
    event: E,
    listener: (...args: SlackSandboxEvents[E]) => void,
  ): () => void;

  /** Orders a fault. Several orders for one method are served one after the other. */
  failNext(fault: SlackFault): void;
  clearFaults(): void;
  readonly socket: SlackSocketFaults;
  /** Later shares take `delayMs`, or never happen though Slack said ok (`"drop"`). */
  setShareDelay(delayMs: number | "drop"): void;
  /** Closes port and sockets; the workspace is kept. */
  pause(): Promise<void>;
  /** Opens the same port again. */
  resume(): Promise<void>;

  readonly violations: readonly SlackViolation[];
  readonly requests: readonly SlackRequest[];
  /** Requests of one method. */
  requestsOf(method: string): readonly SlackRequest[];

  /** Ends everything. May be called twice. */
  close(): Promise<void>;
}

/** The orders for bad weather, and the records of what clients sent. Real Discord offers none of this. */

/** What goes wrong with matching REST requests. */
export interface FaultOrder {
  readonly method?: string;
  /** Against the path after `/api/v10`, without the query. */
  readonly path?: RegExp;
  /** How many requests it hits. Default 1; Infinity until removed. */
  readonly times?: number;
  /** `acting`: the request takes effect, only its answer is lost or replaced. Default `before`. */
  readonly after?: "acting" | "before";
  /** What the client sees instead of the answer. Default `answer`: the status below. */
  readonly effect?: "answer" | "reset" | "hang" | "delay";
  /** Default 500. */
  readonly status?: number;
  /** An object is sent as JSON, a string as HTML. Default: what Discord sends with the status. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** With status 429: goes into `retry_after` and `Retry-After`. Default 1,000. */
  readonly retryAfterMs?: number;
  /** With effect `delay`: the request is handled normally this much later. */
  readonly delayMs?: number;
}

/** An ordered fault. */
export interface FaultHandle {
  /** Requests hit so far. */
  readonly hits: number;
  /** Ends it; requests that hang because of it are reset. */
  remove(): void;
}

/** One REST request. */
export interface LoggedRequest {
  readonly method: string;
  /** After `/api/v10`, without the query; interaction tokens are in it. */
  readonly path: string;
  readonly query: string;
  /** What the client was answered; 0 where it got no answer. */
  readonly status: number;
  readonly at: number;
  /** The JSON body, or `payload_json` of a multipart one. */
  readonly body: unknown;
}

/** One REST request and its answer as they went over the wire; told once and not kept, for uploads are in it. */
export interface WireExchange {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly requestHeaders: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** `undefined` if an ordered fault cut the request off. */
  readonly requestBody: Uint8Array | undefined;
  /** `undefined` if the client got none. */
  readonly answer:
    | {
        readonly status: number;
        readonly headers: Readonly<Record<string, string>>;
        readonly body: string;
      }
    | undefined;
}

/** Something a sound client does not send. */
export interface Violation {
  readonly method: string;
  readonly path: string;
  readonly reason: string;
  readonly at: number;
}

/** A gateway session as the stand-in sees it. */
export interface SandboxSession {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  /** False between a lost connection and its RESUME. */
  readonly connected: boolean;
  /** How often it was resumed. */
  readonly resumes: number;
}

/** What a client waits for, in turn: the WebSocket, HELLO, and READY or RESUMED. */
export type GatewayStep = "handshake" | "hello" | "identify" | "resume";

/** The gateway: what it has seen and what to do to it. */
export interface GatewayControl {
  /** Sessions that are connected or can still be resumed. */
  readonly sessions: readonly SandboxSession[];
  /** Since the beginning. */
  readonly counts: {
    readonly connections: number;
    readonly identifies: number;
    readonly resumes: number;
    readonly heartbeats: number;
  };
  /** Resolves once a session is connected and has got READY and its guilds. Default time-out 10 s. */
  whenReady(timeoutMs?: number): Promise<SandboxSession>;
  /** Sends everybody any event with any data, as no real Discord would. */
  dispatch(event: string, data: unknown): void;
  /** Op 7 to everybody. */
  requestReconnect(): void;
  /** Op 9 to everybody; with `false` the sessions are forgotten. */
  invalidateSessions(resumable: boolean): void;
  /** Closes every connection with this code; sessions are forgotten where Discord forgets them (1000, 1001, 4007, 4009). */
  close(code: number, reason?: string): void;
  /** Cuts every connection without a close frame. */
  drop(): void;
  /**
   * The zombie: the connections of this moment stay open, but nothing is answered or sent on them until `unfreeze`, close
   * frames included unless `answersClose`; new ones work.
   */
  freeze(options?: { answersClose?: boolean }): void;
  unfreeze(): void;
  /**
   * From now on this step is never answered, heartbeats are; or, with `cut`, the connection is cut in place of the answer.
   * Until `heal`.
   */
  fail(step: GatewayStep, effect: "silence" | "cut"): void;
  heal(): void;
  /** New connections are answered HTTP 503 until `acceptConnections`. */
  refuseConnections(): void;
  acceptConnections(): void;
}

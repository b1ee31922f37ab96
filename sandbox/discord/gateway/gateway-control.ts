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

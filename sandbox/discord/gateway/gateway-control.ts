/** A gateway session as the stand-in sees it. */
export interface SandboxSession {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  /** False between a lost connection and its RESUME. */
  readonly connected: boolean;
  /** How many times it was resumed. */
  readonly resumes: number;
}

/** The steps of connecting: the WebSocket, HELLO, and READY or RESUMED. */
export type GatewayStep = "handshake" | "hello" | "identify" | "resume";

/** Observes the gateway and injects its faults. */
export interface GatewayControl {
  /** Sessions that are connected or can still be resumed. */
  readonly sessions: readonly SandboxSession[];
  /** Since the start. */
  readonly counts: {
    readonly connections: number;
    readonly identifies: number;
    /** Of those, refused with op 9. */
    readonly identifiesTooEarly: number;
    readonly resumes: number;
    readonly heartbeats: number;
  };
  /** Resolves once a session is connected and has received READY and its guilds. Default time-out 10 s. */
  whenReady(timeoutMs?: number): Promise<SandboxSession>;
  /** Sends any event with any data to all sessions, as real Discord never would. */
  dispatch(event: string, data: unknown): void;
  /** Sends op 7 to all connections. */
  requestReconnect(): void;
  /** Sends op 9 to all connections; with `false`, forgets all sessions. */
  invalidateSessions(resumable: boolean): void;
  /** Closes all connections with this code. Forgets the sessions if Discord would (1000, 1001, 4007, 4009). */
  close(code: number, reason?: string): void;
  /** Cuts all connections, or that of one shard, without a close frame. */
  drop(shardId?: number): void;
  /**
   * Keeps the current connections open but silent until `unfreeze`: nothing is sent or answered on them, close
   * frames included unless `answersClose`. New connections work.
   */
  freeze(options?: { answersClose?: boolean }): void;
  unfreeze(): void;
  /**
   * Leaves this step unanswered until `heal`, but not heartbeats; with `cut`, cuts the connection instead of
   * answering.
   */
  fail(step: GatewayStep, effect: "silence" | "cut"): void;
  heal(): void;
  /** Answers new connections with HTTP 503 until `acceptConnections`. */
  refuseConnections(): void;
  acceptConnections(): void;
}

import type { GatewayStep } from "./gateway-control.ts";
import type { DiscordState } from "../discord-state.ts";
import type { Connection } from "./gateway-connection.ts";
import type { Session } from "./gateway-session.ts";

/** The gateway's state, shared with its connections. */
export interface GatewayState {
  readonly state: DiscordState;
  readonly heartbeatIntervalMs: number;
  readonly sessions: Map<string, Session>;
  readonly connections: Set<Connection>;
  /** Steps that fail for now. */
  readonly failing: Map<GatewayStep, "silence" | "cut">;
  readonly counts: {
    connections: number;
    identifies: number;
    identifiesTooEarly: number;
    resumes: number;
    heartbeats: number;
  };
  readonly limitsIdentifies: boolean;
  /** When a shard of each bucket identified last, by the monotonic clock. */
  readonly identifiedAt: Map<number, number>;
}

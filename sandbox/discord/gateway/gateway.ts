/**
 * The gateway: connections, sessions and their control. Implemented: sessions that outlive their connections, intents,
 * shards, the limit of IDENTIFYs, replay. Not implemented: compression (clients that request it get plain text, which they
 * accept), ETF, other rate limits, closing silent clients.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { serveConnection } from "./serve-connection.ts";
import { isForgotten } from "./gateway-session.ts";
import type { GatewayState } from "./gateway-state.ts";
import { waitForChange } from "../wait-for-change.ts";
import type { GatewayControl } from "./gateway-control.ts";
import type { DiscordState } from "../discord-state.ts";

/** A running gateway. */
export interface Gateway {
  readonly control: GatewayControl;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Creates a gateway for the upgrade requests of the HTTP server. */
export function createGateway(
  state: DiscordState,
  options: Pick<GatewayState, "heartbeatIntervalMs" | "limitsIdentifies">,
): Gateway {
  const gateway: GatewayState = {
    state,
    ...options,
    identifiedAt: new Map(),
    sessions: new Map(),
    connections: new Set(),
    failing: new Map(),
    counts: { connections: 0, identifies: 0, identifiesTooEarly: 0, resumes: 0, heartbeats: 0 },
  };
  const server = new WebSocketServer({ noServer: true });
  const gate = { refusing: false };
  state.events.on("dispatch", (dispatch) => {
    for (const session of gateway.sessions.values()) session.dispatch(dispatch);
  });
  return {
    control: createControl(gateway, gate),
    upgrade: (request, socket, head) => {
      if (gate.refusing) {
        socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
        return;
      }
      const failure = gateway.failing.get("handshake");
      if (failure) {
        gateway.counts.connections += 1;
        socket.on("error", () => {});
        if (failure === "cut") socket.destroy();
        state.changed();
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        serveConnection(gateway, webSocket, new URL(request.url ?? "/", state.origin));
      });
    },
  };
}

function createControl(gateway: GatewayState, gate: { refusing: boolean }): GatewayControl {
  const { state, sessions, connections, counts } = gateway;
  const forget = (): void => sessions.clear();
  const connected = (): GatewayControl["sessions"][number] | undefined =>
    [...sessions.values()].find((session) => session.connected)?.view();
  return {
    get sessions() {
      return [...sessions.values()].map((session) => session.view());
    },
    counts,
    whenReady: (timeoutMs = 10_000) =>
      waitForChange(state, connected, { timeoutMs, describe: () => "a session of the gateway" }),
    dispatch: (event, data) => {
      for (const session of sessions.values())
        session.dispatch({ event, guildId: undefined, intents: 0, data: () => data });
    },
    requestReconnect: () => {
      for (const connection of connections) connection.send({ op: 7, d: null });
    },
    invalidateSessions: (resumable) => {
      if (!resumable) forget();
      for (const connection of connections) {
        connection.detach();
        connection.send({ op: 9, d: resumable });
      }
    },
    close: (code, reason = "") => {
      if (isForgotten(code)) forget();
      for (const connection of connections) connection.close(code, reason);
    },
    drop: (shardId) => {
      for (const connection of connections)
        if (shardId === undefined || connection.session?.shard[0] === shardId)
          connection.terminate();
    },
    freeze: (options) => {
      for (const connection of connections) connection.freeze(options);
    },
    unfreeze: () => {
      for (const connection of connections) connection.unfreeze();
    },
    ...createBarrier(gateway, gate),
  };
}

/** Creates the part of the control that keeps clients from getting a session. */
function createBarrier(
  { failing }: GatewayState,
  gate: { refusing: boolean },
): Pick<GatewayControl, "fail" | "heal" | "refuseConnections" | "acceptConnections"> {
  return {
    fail: (step, effect) => {
      failing.set(step, effect);
    },
    heal: () => failing.clear(),
    refuseConnections: () => {
      gate.refusing = true;
    },
    acceptConnections: () => {
      gate.refusing = false;
    },
  };
}

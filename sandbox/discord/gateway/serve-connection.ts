/** The gateway protocol on one connection: HELLO, IDENTIFY, RESUME, heartbeats, and Discord's close codes for client errors. */
import type { RawData, WebSocket } from "ws";
import { wrapSocket, type Connection } from "./gateway-connection.ts";
import { guildCreate, renderReady } from "./gateway-events.ts";
import { parsePayload, type ClientPayload } from "./gateway-payload.ts";
import { createSession, isForgotten, shardOf, type Session } from "./gateway-session.ts";
import type { GatewayState } from "./gateway-state.ts";
import type { GatewayStep } from "./gateway-control.ts";

/** Members, presences, message content: not granted to this app. */
const PRIVILEGED_INTENTS = 2 + 256 + 32_768;
const IDENTIFY_INTERVAL_MS = 5_000;
const KNOWN_INTENTS = 0x3_31_ff_ff;

/** Sends HELLO and serves the client until the connection closes. */
export function serveConnection(gateway: GatewayState, socket: WebSocket, url: URL): void {
  const { state, connections, counts } = gateway;
  const connection = wrapSocket(socket);
  connections.add(connection);
  counts.connections += 1;
  socket.on("message", (data) => {
    if (!connection.frozen) receive(gateway, connection, data);
    state.changed();
  });
  socket.on("error", () => {});
  socket.on("close", (code) => {
    connections.delete(connection);
    const held = connection.detach();
    // A close frame with one of these codes ends the session; after anything else it can be resumed.
    if (held && isForgotten(code)) gateway.sessions.delete(held.id);
    state.changed();
  });
  if (url.searchParams.get("v") !== "10" || url.searchParams.get("encoding") !== "json") {
    refuse(gateway, connection, { code: 4012, reason: "Invalid API version", op: "connect" });
    return;
  }
  if (fails(gateway, connection, "hello")) return;
  connection.send({ op: 10, d: { heartbeat_interval: gateway.heartbeatIntervalMs, _trace: [] } });
}

/** Whether this step must not be answered now. */
function fails({ failing }: GatewayState, connection: Connection, step: GatewayStep): boolean {
  if (failing.get(step) === "cut") connection.terminate();
  return failing.has(step);
}

function refuse(
  gateway: GatewayState,
  connection: Connection,
  { code, reason, op }: { code: number; reason: string; op: string },
): void {
  gateway.state.violate({ method: "GATEWAY", path: op }, `${code} ${reason}`);
  connection.close(code, reason);
}

function receive(gateway: GatewayState, connection: Connection, data: RawData): void {
  const report = (reason: string): void =>
    gateway.state.violate({ method: "GATEWAY", path: "payload" }, reason);
  // By default, ws passes one Buffer.
  const payload = parsePayload((data as Buffer).toString(), report);
  if (typeof payload === "number") {
    refuse(gateway, connection, {
      code: payload,
      reason: "Error while decoding payload.",
      op: "payload",
    });
    return;
  }
  switch (payload.op) {
    case 1:
      gateway.counts.heartbeats += 1;
      connection.send({ op: 11, d: null });
      break;
    case 2:
      identify(gateway, connection, payload.d);
      break;
    case 6:
      resume(gateway, connection, payload.d);
      break;
    default:
      if (!connection.session) {
        refuse(gateway, connection, {
          code: 4003,
          reason: "Not authenticated.",
          op: `op ${payload.op}`,
        });
      }
  }
}

type Identify = Extract<ClientPayload, { op: 2 }>["d"];

function identify(gateway: GatewayState, connection: Connection, data: Identify): void {
  const { state, sessions, counts } = gateway;
  counts.identifies += 1;
  if (fails(gateway, connection, "identify")) return;
  const shard = data.shard ?? ([0, 1] as const);
  if (connection.session) {
    refuse(gateway, connection, { code: 4005, reason: "Already authenticated.", op: "op 2" });
  } else if (data.token !== state.token) {
    // A wrong token is a mistake of the configuration, not of the client.
    connection.close(4004, "Authentication failed.");
  } else if (shard[0] >= shard[1]) {
    refuse(gateway, connection, { code: 4010, reason: "Invalid shard.", op: "op 2" });
  } else if (shard[1] < state.sharding.minShards) {
    // Like a wrong token: the number of shards may be a setting.
    connection.close(4011, "Sharding required.");
  } else if (isTooEarly(gateway, shard[0])) {
    counts.identifiesTooEarly += 1;
    connection.send({ op: 9, d: false });
    // oxlint-disable-next-line no-bitwise -- Discord's intents are a bit field
  } else if ((data.intents & ~KNOWN_INTENTS) !== 0) {
    refuse(gateway, connection, { code: 4013, reason: "Invalid intent(s).", op: "op 2" });
    // oxlint-disable-next-line no-bitwise -- as above
  } else if ((data.intents & PRIVILEGED_INTENTS) !== 0) {
    refuse(gateway, connection, { code: 4014, reason: "Disallowed intent(s).", op: "op 2" });
  } else {
    const session = createSession(data.intents, shard);
    sessions.set(session.id, session);
    welcome(gateway, connection, session);
  }
}

/** Discord takes one IDENTIFY in 5 s from the shards whose ids have the same remainder by `max_concurrency`. */
function isTooEarly(
  { state, limitsIdentifies, identifiedAt }: GatewayState,
  shardId: number,
): boolean {
  const bucket = shardId % state.sharding.maxConcurrency;
  const last = identifiedAt.get(bucket) ?? Number.NEGATIVE_INFINITY;
  const now = performance.now();
  if (limitsIdentifies && now - last < IDENTIFY_INTERVAL_MS) return true;
  identifiedAt.set(bucket, now);
  return false;
}

function welcome({ state }: GatewayState, connection: Connection, session: Session): void {
  session.attach(connection);
  connection.session = session;
  const guilds = [...state.guilds.values()].filter(
    ({ id, hasBot }) => hasBot && shardOf(id, session.shard[1]) === session.shard[0],
  );
  const ready = renderReady(state, { session, guildIds: guilds.map(({ id }) => id) });
  session.push("READY", ready);
  for (const guild of guilds) session.dispatch(guildCreate(state, guild));
}

function resume(
  gateway: GatewayState,
  connection: Connection,
  { token, session_id: sessionId, seq }: Extract<ClientPayload, { op: 6 }>["d"],
): void {
  gateway.counts.resumes += 1;
  if (fails(gateway, connection, "resume")) return;
  const session = gateway.sessions.get(sessionId);
  if (token !== gateway.state.token) connection.close(4004, "Authentication failed.");
  else if (!session) connection.send({ op: 9, d: false });
  else if (seq > session.seq) {
    gateway.sessions.delete(session.id);
    refuse(gateway, connection, { code: 4007, reason: "Invalid seq.", op: "op 6" });
  } else {
    connection.session = session;
    session.resume(connection, seq);
  }
}

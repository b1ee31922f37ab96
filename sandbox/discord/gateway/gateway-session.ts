/** A gateway session: its events in order, kept for a RESUME, and sent while a connection holds it. */
import { randomBytes } from "node:crypto";
import type { SandboxSession } from "./gateway-control.ts";
import type { Dispatch } from "../discord-state.ts";

/** An event with its sequence number. */
interface SessionEvent {
  readonly op: 0;
  readonly s: number;
  readonly t: string;
  readonly d: unknown;
}

/** Receives a session's events; a gateway connection, as far as its session knows it. */
interface EventReceiver {
  send(event: SessionEvent): void;
}

/** See the head of this file. */
export interface Session {
  readonly id: string;
  readonly shard: readonly [id: number, count: number];
  readonly connected: boolean;
  readonly seq: number;
  /** Sends an event to this session only. */
  push(event: string, data: unknown): void;
  /** Sends an event now or at the RESUME, if the session's intents and shard match. */
  dispatch(dispatch: Dispatch): void;
  attach(receiver: EventReceiver): void;
  /** Returns false if another connection holds the session by now. */
  release(receiver: EventReceiver): boolean;
  /** Attaches a new connection and replays the events above `seq`. */
  resume(receiver: EventReceiver, seq: number): void;
  view(): SandboxSession;
}

/** Whether a close code ends the session; after the others it can be resumed. */
export const isForgotten = (code: number): boolean =>
  [1000, 1001, 4003, 4004, 4005, 4007, 4009, 4010, 4011, 4012, 4013, 4014].includes(code);

/** Creates a session without a connection. */
export function createSession(intents: number, shard: readonly [number, number]): Session {
  const id = randomBytes(16).toString("hex");
  const events: SessionEvent[] = [];
  let holder: EventReceiver | undefined;
  let resumes = 0;
  let seq = 0;
  const push = (t: string, d: unknown): void => {
    seq += 1;
    const event: SessionEvent = { op: 0, s: seq, t, d };
    events.push(event);
    holder?.send(event);
  };
  return {
    id,
    shard,
    get connected() {
      return holder !== undefined;
    },
    get seq() {
      return seq;
    },
    push,
    dispatch: (dispatch) => {
      // oxlint-disable-next-line no-bitwise -- Discord's intents are a bit field
      if ((intents & dispatch.intents) !== dispatch.intents) return;
      if (shardOf(dispatch.guildId, shard[1]) === shard[0]) {
        push(dispatch.event, dispatch.data({ intents }));
      }
    },
    attach: (receiver) => {
      holder = receiver;
    },
    release: (receiver) => {
      if (holder !== receiver) return false;
      holder = undefined;
      return true;
    },
    resume: (receiver, from) => {
      holder = receiver;
      resumes += 1;
      for (const event of events) if (event.s > from) receiver.send(event);
      // Not stored: a later replay must not end with an earlier RESUMED.
      seq += 1;
      receiver.send({ op: 0, s: seq, t: "RESUMED", d: { _trace: ["sandbox"] } });
    },
    view: () => ({ id, intents, shard, connected: holder !== undefined, resumes }),
  };
}

/** Returns a guild's shard by Discord's rule; direct messages belong to shard 0. */
export const shardOf = (guildId: string | undefined, count: number): number =>
  guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count));

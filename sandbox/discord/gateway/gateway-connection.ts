/** The server's end of one WebSocket: sends payloads, and can be frozen to simulate a silent server. */
import type { WebSocket } from "ws";
import type { Session } from "./gateway-session.ts";

/** See the head of this file. */
export interface Connection {
  session: Session | undefined;
  readonly frozen: boolean;
  send(payload: { op: number; d: unknown; s?: number; t?: string }): void;
  close(code: number, reason: string): void;
  terminate(): void;
  /** Releases its session, so that the client has to identify or resume again. Returns the session it held. */
  detach(): Session | undefined;
  freeze(options?: { answersClose?: boolean }): void;
  unfreeze(): void;
}

/** Wraps a socket that the WebSocket server has accepted. */
export function wrapSocket(socket: WebSocket): Connection {
  let frozen = false;
  const outbox: string[] = [];
  const connection: Connection = {
    session: undefined,
    get frozen() {
      return frozen;
    },
    send: (payload) => {
      const text = JSON.stringify(payload);
      if (frozen) outbox.push(text);
      else socket.send(text);
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    detach: () => {
      const { session } = connection;
      connection.session = undefined;
      return session?.release(connection) ? session : undefined;
    },
    freeze: ({ answersClose = false } = {}) => {
      frozen = true;
      // While paused, the WebSocket library cannot read and answer a close frame.
      if (!answersClose && socket.readyState === socket.OPEN) socket.pause();
    },
    unfreeze: () => {
      frozen = false;
      if (socket.isPaused) socket.resume();
      for (const text of outbox.splice(0)) socket.send(text);
    },
  };
  return connection;
}

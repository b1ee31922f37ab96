/**
 * Why socket-link.ts goes around @slack/socket-mode, and that it still does. The first half fails when the SDK has learned
 * it itself; the second half fails when the SDK's inside moves.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SocketModeReceiver, type SocketModeReceiverOptions } from "@slack/bolt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { SlackHttp } from "../../../../../src/adapters/slack/api/http.ts";
import { createSdkLogger } from "../../../../../src/adapters/slack/api/sdk-logger.ts";
import type { ReceivedEvent } from "../../../../../src/adapters/slack/events/bolt-app.ts";
import { SocketLink } from "../../../../../src/adapters/slack/socket/socket-link.ts";
import { RecordingLogger } from "../../../../support/slack/recording-logger.ts";
import { createHurriedClock } from "../../../../support/slack/workspace.ts";

let apiUrl: string;
let sockets: WebSocketServer;
let http: SlackHttp;
let closeServer: () => Promise<void>;
const log = new RecordingLogger();
const { signal } = new AbortController();

const send = (socket: WebSocket | undefined, frame: unknown): void =>
  socket?.send(JSON.stringify(frame));
const theSocket = (): WebSocket | undefined => [...sockets.clients][0];

beforeEach(async () => {
  const server = createServer((request, response) => {
    const url = apiUrl.replace("http", "ws");
    request.resume().on("end", () => response.end(JSON.stringify({ ok: true, url })));
  });
  sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => send(socket, { type: "hello" }));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  http = new SlackHttp();
  closeServer = async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    await http.close();
  };
});
afterEach(() => closeServer());

const NOTICE = { type: "disconnect", reason: "warning" };

const createClient = (
  options: Partial<SocketModeReceiverOptions> = {},
): SocketModeReceiver["client"] =>
  new SocketModeReceiver({
    appToken: "xapp-1",
    autoReconnectEnabled: false,
    ...options,
    logger: createSdkLogger(log),
    installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
  }).client;

async function open(): Promise<{ link: SocketLink; events: ReceivedEvent[] }> {
  const events: ReceivedEvent[] = [];
  const link = new SocketLink({
    appToken: "xapp-1",
    webApi: { apiUrl, http, log, timeoutMs: 1_000 },
    log,
    clock: createHurriedClock(),
    signal,
    onEvent: async (event) => void events.push(event),
  });
  await link.open();
  return { link, events };
}

describe("the SDK by itself", () => {
  it("still closes the socket at Slack's notice of a refresh", async () => {
    const client = createClient();
    const closed = new Promise<void>((resolve) => {
      client.once("disconnected", () => resolve());
    });
    await client.start();
    send(theSocket(), NOTICE);
    await closed;
    await expect.poll(() => sockets.clients.size).toBe(0);
  });

  it("still causes an unhandled rejection on a frame that it does not understand", async () => {
    const listeners: ((...args: unknown[]) => unknown)[] = createClient().listeners("ws_message");
    expect(listeners).toHaveLength(1);
    for (const listener of listeners) await expect(listener("null", false)).rejects.toThrow("null");
  });

  it("still waits before it reconnects, and longer each time", async () => {
    const client = createClient({ autoReconnectEnabled: true, clientPingTimeout: 200 });
    await client.start();
    const closedAtMs = performance.now();
    theSocket()?.terminate();
    await new Promise((resolve) => {
      client.once("connected", resolve);
    });
    expect(performance.now() - closedAtMs).toBeGreaterThan(150);
    await client.disconnect();
  });

  it("still waits for a closing socket whose peer is gone", async () => {
    const client = createClient();
    await client.start();
    theSocket()?.pause();
    const closed = new Promise<string>((resolve) => {
      client.once("disconnected", () => resolve("closed"));
    });
    void client.disconnect();
    expect(await Promise.race([closed, sleep(1_500, "waits")])).toBe("waits");
  });
});

describe("a link", () => {
  it("stays open at the notice, announces that the next one is due, and still receives events", async () => {
    const { link, events } = await open();
    send(theSocket(), NOTICE);
    expect(await link.untilOver()).toBe("refresh");
    send(theSocket(), { type: "slash_commands", envelope_id: "e1", payload: { command: "/x" } });
    await expect.poll(() => events).toMatchObject([{ body: { command: "/x" } }]);
    const acknowledged = new Promise((resolve) => {
      theSocket()?.once("message", (data: Buffer) => resolve(JSON.parse(data.toString())));
    });
    await events[0]?.ack({ text: "taken" });
    expect(await acknowledged).toEqual({ envelope_id: "e1", payload: { text: "taken" } });
    await link.close();
  });

  it("logs a frame that the SDK does not understand, and continues", async () => {
    const { link, events } = await open();
    send(theSocket(), null);
    await expect.poll(() => log.events).toContain("event.not_understood");
    send(theSocket(), { type: "interactive", envelope_id: "e2", payload: {} });
    await expect.poll(() => events).toHaveLength(1);
    await link.close();
  });

  it("is lost when the socket breaks, and within seconds if its peer no longer answers", async () => {
    const { link } = await open();
    theSocket()?.terminate();
    expect(await link.untilOver()).toBe("lost");
    const { link: deaf } = await open();
    const socket = theSocket();
    socket?.pause();
    await deaf.close();
    expect(await deaf.untilOver()).toBe("lost");
    socket?.resume();
  });
});

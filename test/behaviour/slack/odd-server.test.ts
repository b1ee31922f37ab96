import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { createSlackAdapter } from "../../../src/adapters/slack/adapter.ts";
import type { CommandInvocation } from "../../../src/core/invocation.ts";
import { line, message } from "../../../src/core/message.ts";
import { offeredCommands } from "../../support/offered-commands.ts";
import { RecordingLogger } from "../../support/slack/recording-logger.ts";
import { createHurriedClock, createResultPost } from "../../support/slack/workspace.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

type Methods = Readonly<Record<string, () => object>>;

/** A server with minimal responses, and any frame that a test sends on the socket. */
async function openOddServer(
  methods: Methods,
  onSocket: (socket: WebSocket, nth: number) => void,
): Promise<{ apiUrl: string; acks: unknown[]; asked: string[] }> {
  const asked: string[] = [];
  const acks: unknown[] = [];
  const server = createServer((req, res) => {
    const method = req.url?.split("/").at(-1) ?? "";
    asked.push(method);
    req.resume().on("end", () => {
      const answer = methods[method]?.() ?? { ok: false, error: "unknown_method" };
      res.end(JSON.stringify(answer));
    });
  });
  const sockets = new WebSocketServer({ server });
  let connections = 0;
  sockets.on("connection", (socket) => {
    connections += 1;
    socket.on("message", (data: Buffer) => acks.push(JSON.parse(data.toString())));
    onSocket(socket, connections);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  cleanUps.push(async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return { apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, acks, asked };
}

function createAdapter(apiUrl: string): {
  adapter: ReturnType<typeof createSlackAdapter>;
  log: RecordingLogger;
  invocations: CommandInvocation[];
} {
  const log = new RecordingLogger();
  const invocations: CommandInvocation[] = [];
  const adapter = createSlackAdapter({
    botToken: "xoxb-1",
    appToken: "xapp-1",
    apiUrl,
    commands: offeredCommands,
    handlers: {
      command: async (invocation) => void invocations.push(invocation),
      action: async () => undefined,
      complete: async () => [],
    },
    log,
    clock: createHurriedClock(),
  });
  cleanUps.push(() => adapter.stop());
  return { adapter, log, invocations };
}

const send = (socket: WebSocket, frame: unknown): void => socket.send(JSON.stringify(frame));
const hello = (socket: WebSocket): void => send(socket, { type: "hello" });
const { signal } = new AbortController();
const CHANNEL = { platform: "slack", workspace: "T1", channel: "C1" } as const;

// The SDK's own listeners are async and unguarded: each of these frames once ended the process.
it("survives meaningless frames, and continues to accept commands", async () => {
  let apiUrl = "";
  const methods: Methods = {
    "auth.test": () => ({ ok: true }),
    "apps.connections.open": () => ({ ok: true, url: apiUrl.replace("http", "ws") }),
  };
  const odd = await openOddServer(methods, (socket) => {
    hello(socket);
    for (const frame of [null, 7, [], {}, { type: "events_api" }, { type: "slash_commands" }])
      send(socket, frame);
    socket.send("not json");
    socket.send(Buffer.from([0, 1, 2]));
    send(socket, { type: "events_api", envelope_id: "e1", payload: { event: {} } });
    send(socket, {
      type: "slash_commands",
      envelope_id: "e2",
      payload: { command: "/pika-status", team_id: 7 },
    });
    send(socket, {
      type: "slash_commands",
      envelope_id: "e3",
      payload: {
        command: "/pika-status",
        text: "job:1",
        trigger_id: "t1",
        team_id: "T1",
        channel_id: "C1",
        user_id: "U1",
      },
    });
  });
  apiUrl = odd.apiUrl;
  const { adapter, invocations } = createAdapter(apiUrl);
  await adapter.start(signal);
  await vi.waitFor(() => expect(invocations).toHaveLength(1));
  expect(invocations[0]).toMatchObject({ options: { jobid: "job:1" }, channel: CHANNEL });
  await vi.waitFor(() => expect(odd.acks).toContainEqual({ envelope_id: "e3", payload: {} }));
});

it("tries another connection if Slack opens one and sends nothing on it", async () => {
  let apiUrl = "";
  const methods: Methods = {
    "auth.test": () => ({ ok: true }),
    "apps.connections.open": () => ({ ok: true, url: apiUrl.replace("http", "ws") }),
  };
  const odd = await openOddServer(methods, (socket, nth) => {
    if (nth > 1) hello(socket);
  });
  apiUrl = odd.apiUrl;
  const { adapter, log } = createAdapter(apiUrl);
  await adapter.start(signal);
  expect(log.events).toContain("slack.unreachable");
});

it("works with a server that omits everything optional, and accepts its word for a share", async () => {
  const odd = await openOddServer(
    {
      "chat.postMessage": () => ({ ok: true, ts: "1.000100" }),
      "files.getUploadURLExternal": () => ({
        ok: true,
        file_id: "F1",
        upload_url: `${odd.apiUrl}/upload`,
      }),
      upload: () => ({}),
      "files.completeUploadExternal": () => ({ ok: true }),
    },
    () => undefined,
  );
  const { adapter } = createAdapter(odd.apiUrl);
  const posted = await adapter.postStatus({
    channel: CHANNEL,
    jobId: "job-1",
    message: message([line("Running")]),
    key: "k",
    mayAlreadyExist: true,
  });
  expect(posted).toEqual({ id: "1.000100" });
  expect(await adapter.postResult(createResultPost(CHANNEL))).toEqual({ id: "F1" });
  expect(odd.asked.filter((method) => method === "files.completeUploadExternal")).toHaveLength(1);
});

// Without the team's URL there used to be no link to any message.
it("takes the team's URL from the first permalink if Slack did not give it at the start", async () => {
  const odd = await openOddServer(
    {
      "chat.postMessage": () => ({ ok: true, ts: "1.000100" }),
      "chat.getPermalink": () => ({
        ok: true,
        permalink: "https://team.slack.com/archives/C1/p1000100",
      }),
    },
    () => undefined,
  );
  const { adapter } = createAdapter(odd.apiUrl);
  const post = createResultPost(CHANNEL, { files: [] });
  for (let i = 0; i < 2; i += 1)
    expect(await adapter.postResult(post)).toEqual({
      id: "1.000100",
      url: "https://team.slack.com/archives/C1/p1000100",
    });
  expect(odd.asked.filter((method) => method === "chat.getPermalink")).toHaveLength(1);
});

it("treats a response without a timestamp as lost: the message may exist", async () => {
  const odd = await openOddServer({ "chat.postMessage": () => ({ ok: true }) }, () => undefined);
  const { adapter } = createAdapter(odd.apiUrl);
  await expect(adapter.postResult(createResultPost(CHANNEL, { files: [] }))).rejects.toMatchObject({
    code: "unavailable",
  });
});

it.each(["http://example.com/upload", "ftp://127.0.0.1/upload", "nonsense"])(
  "sends no bytes to %s",
  async (uploadUrl) => {
    const odd = await openOddServer(
      {
        "files.getUploadURLExternal": () => ({ ok: true, file_id: "F1", upload_url: uploadUrl }),
      },
      () => undefined,
    );
    const { adapter } = createAdapter(odd.apiUrl);
    const post = createResultPost(CHANNEL);
    await expect(adapter.postResult(post)).rejects.toMatchObject({ code: "rejected" });
    expect(post.saved).toEqual([]);
  },
);

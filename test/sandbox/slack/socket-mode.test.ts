import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { callApi, openSandbox } from "./open-sandbox.ts";
import type { SlackSandbox } from "../../../sandbox/slack/slack-sandbox.ts";

interface Client {
  readonly ws: WebSocket;
  readonly frames: Record<string, unknown>[];
  ack(envelopeId: unknown, payload?: unknown): void;
}

async function openUrl(sandbox: SlackSandbox): Promise<string> {
  const caller = { apiUrl: sandbox.apiUrl, botToken: sandbox.appToken };
  const { body } = await callApi(caller, "apps.connections.open");
  return String(body["url"]);
}

async function connect(sandbox: SlackSandbox): Promise<Client> {
  const ws = new WebSocket(await openUrl(sandbox));
  const frames: Record<string, unknown>[] = [];
  ws.on("message", (data: Buffer) => {
    frames.push(JSON.parse(data.toString("utf8")) as Record<string, unknown>);
  });
  ws.on("error", () => {});
  onTestFinished(() => {
    ws.terminate();
  });
  await once(ws, "message");
  return {
    ws,
    frames,
    ack: (envelopeId, payload) => {
      ws.send(JSON.stringify({ envelope_id: envelopeId, payload }));
    },
  };
}

async function reply(url: string, body: object = { text: "hi" }): Promise<unknown[]> {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  return [response.status, ((await response.json()) as { error?: string }).error];
}

const statusCommand = { command: "/pika-status", text: "x" };

test("hello names the app and counts the connections", async () => {
  const sandbox = await openSandbox();

  const first = await connect(sandbox);
  const second = await connect(sandbox);

  expect(first.frames[0]).toMatchObject({
    type: "hello",
    num_connections: 1,
    connection_info: { app_id: sandbox.appId },
    debug_info: { approximate_connection_time: 18_060 },
  });
  expect(second.frames[0]).toMatchObject({ num_connections: 2 });
});

test("a ticket works once", async () => {
  const sandbox = await openSandbox();
  const url = await openUrl(sandbox);
  const first = new WebSocket(url);
  onTestFinished(() => {
    first.terminate();
  });
  await once(first, "open");

  const second = new WebSocket(url);

  await expect(once(second, "open")).rejects.toThrow("401");
});

test("an eleventh connection is refused", async () => {
  const sandbox = await openSandbox();
  for (let count = 0; count < 10; count += 1) await connect(sandbox);

  const eleventh = await connect(sandbox);

  expect(eleventh.frames[0]).toMatchObject({ type: "disconnect", reason: "too_many_websockets" });
  expect(sandbox.socketCount).toBe(10);
});

test("an unacknowledged envelope moves to another socket when its own closes", async () => {
  const sandbox = await openSandbox();
  const first = await connect(sandbox);
  const command = await sandbox.command(statusCommand);
  await expect.poll(() => first.frames.length).toBe(2);
  first.ws.terminate();

  const second = await connect(sandbox);
  await expect.poll(() => second.frames.length).toBe(2);
  second.ack(command.envelopeId, { text: "got it" });

  expect(second.frames[1]).toMatchObject({
    type: "slash_commands",
    envelope_id: command.envelopeId,
    accepts_response_payload: true,
    retry_attempt: 1,
  });
  expect((await command.acknowledged).payload).toEqual({ text: "got it" });
});

test("an unacknowledged envelope is sent again until it is acknowledged, if a test says so", async () => {
  const sandbox = await openSandbox({ redeliverAfterMs: 10 });
  const client = await connect(sandbox);
  const command = await sandbox.command(statusCommand);

  await expect.poll(() => client.frames.length).toBeGreaterThanOrEqual(4);
  client.ack(command.envelopeId);
  await command.acknowledged;
  const next = await sandbox.command(statusCommand);
  const copiesOfNext = () =>
    client.frames.filter((frame) => frame["envelope_id"] === next.envelopeId).length;
  await expect.poll(copiesOfNext).toBeGreaterThanOrEqual(3);

  expect(client.frames[3]).toMatchObject({ retry_attempt: 2, retry_reason: "timeout" });
  const ids = client.frames.map((frame) => frame["envelope_id"]);
  expect(ids.lastIndexOf(command.envelopeId)).toBeLessThan(ids.indexOf(next.envelopeId));
});

test("acks that Slack would not understand are recorded", async () => {
  const sandbox = await openSandbox();
  const client = await connect(sandbox);
  const command = await sandbox.command(statusCommand);

  client.ack("made-up");
  client.ack(command.envelopeId, { texts: "no such field" });
  client.ack(command.envelopeId);
  client.ws.send("hello?");
  await expect.poll(() => sandbox.violations.length).toBe(4);

  expect(sandbox.violations.map(({ kind }) => kind)).toEqual([
    "bad_ack",
    "bad_ack",
    "bad_ack",
    "bad_frame",
  ]);
  expect(command.privateReplies).toEqual([]);
});

test("the server pings, and leaves a client that never answers", async () => {
  const sandbox = await openSandbox({ pingIntervalMs: 10 });
  const url = await openUrl(sandbox);
  const mute = new WebSocket(url, { autoPong: false });
  mute.on("error", () => {});
  const pinged = once(mute, "ping");

  await once(mute, "close");

  expect(String((await pinged)[0])).toContain("Ping from");
});

test("a response_url accepts five replies within half an hour", async () => {
  let now = 1_700_000_000_000;
  const sandbox = await openSandbox({ now: () => now });
  const client = await connect(sandbox);
  const used = await sandbox.command(statusCommand);
  client.ack(used.envelopeId);

  expect(await reply(used.responseUrl, { txt: "hi" })).toEqual([400, "invalid_payload"]);
  for (let use = 0; use < 5; use += 1)
    expect(await reply(used.responseUrl)).toEqual([200, undefined]);
  expect(await reply(used.responseUrl)).toEqual([404, "used_url"]);
  const late = await sandbox.command(statusCommand);
  now += 30 * 60_000;
  expect(await reply(late.responseUrl)).toEqual([404, "expired_url"]);
  expect(used.privateReplies).toHaveLength(5);
});

test("delete_original deletes the last private reply", async () => {
  const sandbox = await openSandbox();
  await connect(sandbox);
  const command = await sandbox.command(statusCommand);

  await reply(command.responseUrl, { text: "one" });
  await reply(command.responseUrl, { text: "two" });
  await reply(command.responseUrl, { delete_original: true });

  expect(command.privateReplies.map(({ text }) => text)).toEqual(["one"]);
  expect(command.privateReplyHistory).toHaveLength(2);
});

/**
 * Why web-client.ts goes around @slack/web-api, and that it still does. The first half fails when the SDK has learned it
 * itself, so that what goes around it can go; the second half fails when the SDK's inside moves.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { webApi } from "@slack/bolt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { SlackHttp } from "../../../../../src/adapters/slack/api/http.ts";
import { parseAnswer, SlackWebClient } from "../../../../../src/adapters/slack/api/web-client.ts";
import { PlatformError } from "../../../../../src/core/errors.ts";
import { RecordingLogger } from "../../../../support/slack/recording-logger.ts";

let apiUrl: string;
let requests: string[];
let answer: (response: ServerResponse, request: IncomingMessage) => void;
let http: SlackHttp;
const log = new RecordingLogger();
const server = createServer((request, response) => {
  requests.push(request.url ?? "");
  request.resume().on("end", () => answer(response, request));
});

beforeEach(async () => {
  requests = [];
  answer = (response) => void response.end('{"ok":true,"ts":"1.1"}');
  http = new SlackHttp();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
});
afterEach(async () => {
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const create = (timeoutMs = 5_000): SlackWebClient =>
  new SlackWebClient({ botToken: "xoxb-1", apiUrl, http, log, timeoutMs });
const loseAnswers = (): void => {
  answer = (response) => void response.destroy();
};
const neverAnswer = (): void => {
  answer = () => undefined;
};
const refuse = (error: string): void => {
  answer = (response) => void response.end(JSON.stringify({ ok: false, error }));
};

describe("the SDK by itself", () => {
  const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {} };
  const logger = { ...quiet, getLevel: () => webApi.LogLevel.ERROR };

  it("still posts again after a lost answer", async () => {
    loseAnswers();
    const retryConfig = { minTimeout: 1, maxTimeout: 1, retries: 1 };
    const client = new webApi.WebClient("xoxb-1", { slackApiUrl: apiUrl, logger, retryConfig });
    await expect(client.chat.postMessage({ channel: "C1", text: "hi" })).rejects.toThrow("failed");
    expect(requests).toHaveLength(2);
  });

  it("still accepts no signal: it would send it as an argument", async () => {
    let body = "";
    answer = (response) => void response.end('{"ok":true}');
    server.once("request", (request: IncomingMessage) => {
      request.on("data", (data: Buffer) => void (body += data.toString()));
    });
    const client = new webApi.WebClient("xoxb-1", { slackApiUrl: apiUrl, logger });
    await client.apiCall("api.test", { signal: AbortSignal.abort() });
    expect(body).toContain("signal=");
  });

  it("still reads a whole file before it uploads any of it, which messages/upload.ts does not", async () => {
    const client = new webApi.WebClient("xoxb-1", { slackApiUrl: apiUrl, logger });
    const file = new PassThrough();
    file.write("the beginning");
    answer = (response) =>
      void response.end(JSON.stringify({ ok: true, file_id: "F1", upload_url: `${apiUrl}upload` }));
    const uploading = client.filesUploadV2({ file, filename: "cat.mp4" });
    await sleep(100);
    expect(requests).toEqual([]);
    file.end("the end");
    await uploading;
    expect(requests).toContain("/api/upload");
  });
});

describe("the relay's client", () => {
  it("makes one attempt, and reports that the message may already exist", async () => {
    loseAnswers();
    const posting = create().chat.postMessage({ channel: "C1", text: "hi" });
    await expect(posting).rejects.toMatchObject({ name: "PlatformError", code: "unavailable" });
    expect(requests).toEqual(["/api/chat.postMessage"]);
  });

  it("translates a refusal of a typed method, and keeps Slack's own error as the cause", async () => {
    refuse("channel_not_found");
    const error: unknown = await create()
      .conversations.info({ channel: "C1" })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toMatchObject({ code: "channel_lost" });
    expect((error as PlatformError).cause).toBeInstanceOf(webApi.WebAPIPlatformError);
  });

  it("rejects when rate limited instead of waiting", async () => {
    answer = (response) => void response.writeHead(429, { "retry-after": "30" }).end();
    const posting = create().chat.postMessage({ channel: "C1", text: "hi" });
    await expect(posting).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 30_000 });
  });

  it("times out if no answer comes", async () => {
    neverAnswer();
    await expect(create(50).auth.test()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("aborts the calls of one signal, and no others", async () => {
    neverAnswer();
    const client = create();
    const abort = new AbortController();
    const aborted = client.withSignal(abort.signal).auth.test();
    let isOver = false;
    const other = client.auth.test().then(() => (isOver = true));
    await expect.poll(() => requests.length).toBe(2);
    abort.abort();
    await expect(aborted).rejects.toMatchObject({ code: "unavailable" });
    await sleep(20);
    expect(isOver).toBe(false);
    void http.close();
    await expect(other).rejects.toMatchObject({ code: "unavailable" });
  });

  it("follows no redirect", async () => {
    answer = (response) => void response.writeHead(307, { location: `${apiUrl}else` }).end();
    await expect(create().auth.test()).rejects.toMatchObject({ code: "unavailable" });
    expect(requests).toEqual(["/api/auth.test"]);
  });

  // Without this it looked like a defect: the log got the stack of a "fetch failed".
  it("gives a redirect of a response_url back as a refusal, unfollowed", async () => {
    answer = (response) => void response.writeHead(302, { location: `${apiUrl}else` }).end();
    const answered = await http.createFetch()(`${apiUrl}hook`, { method: "POST", body: "{}" });
    expect(answered).toMatchObject({ ok: false, status: 302 });
    expect(requests).toEqual(["/api/hook"]);
  });

  it("logs once that a token is refused, whichever signal its calls have", async () => {
    const client = create();
    const { signal } = new AbortController();
    await client.withSignal(signal).auth.test();
    refuse("token_revoked");
    for (const each of [client, client.withSignal(signal)])
      await expect(each.auth.test()).rejects.toMatchObject({ code: "unavailable" });
    expect(log.lines.filter(({ event }) => event === "slack.token_refused")).toHaveLength(1);
  });

  it("reports the time of Slack's clock", async () => {
    expect(Math.abs(http.now() - Date.now())).toBeLessThan(1_000);
    answer = (response) =>
      void response.setHeader("date", "Tue, 01 Jan 2030 00:00:00 GMT").end('{"ok":true}');
    await create().auth.test();
    expect(Math.abs(http.now() - Date.UTC(2030, 0, 1))).toBeLessThan(1_000);
  });
});

it.each([undefined, null, "", 5])("treats an answer with %o as lost", (ts) => {
  const schema = z.object({ ts: z.string().min(1) });
  expect(() => parseAnswer(schema, { ok: true, ts }, "chat.postMessage")).toThrow(
    expect.objectContaining({ code: "unavailable" }),
  );
});

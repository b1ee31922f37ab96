import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../../../src/adapters/node/system-clock.ts";
import { createUndiciApiClient } from "../../../../src/adapters/undici/api-client.ts";
import type { ApiClient } from "../../../../src/core/ports/api-client.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";

/** The header of the answers, whose bodies are always the same. */
const REASON = "x-reason";

let server: Server;
let client: ApiClient;
let reason: string;

beforeEach(async () => {
  server = createServer((_, response) => {
    response.setHeader(REASON, reason).end('{"status":"failed"}');
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  client = createUndiciApiClient({ baseUrl, clock: systemClock, log: createFakeLogger() });
});

afterEach(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const poll = (toWord: (header: (name: string) => string | undefined) => string | undefined) =>
  client.ask({
    path: "/jobs/1",
    call: "job",
    isPoll: true,
    jobId: "1",
    toResult: (answer) => ({ kind: "job", word: toWord((name) => answer.header(name)) }),
  });

// The result of the first answer was returned, because the bodies are the same.
it("reads an answer to a poll again if its meaning depends on a header", async () => {
  reason = "too_small";
  expect(await poll((header) => header(REASON))).toMatchObject({ word: "too_small" });
  reason = "too_large";
  expect(await poll((header) => header(REASON))).toMatchObject({ word: "too_large" });
});

it("returns the very result of the last poll if the body is all that counts", async () => {
  reason = "too_small";
  const first = await poll(() => "failed");
  reason = "too_large";
  expect(await poll(() => "failed")).toBe(first);
});

// There were 64 connections, and whoever set a higher concurrency never got it.
it("has as many requests in flight as it is asked for", async () => {
  const waiting: ServerResponse[] = [];
  server.removeAllListeners("request");
  server.on("request", (_, response: ServerResponse) => {
    waiting.push(response);
    if (waiting.length === 100) for (const each of waiting) each.end('{"status":"failed"}');
  });
  const results = await Promise.all(Array.from({ length: 100 }, () => poll(() => "failed")));
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(["job"]));
});

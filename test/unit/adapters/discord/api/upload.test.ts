import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import {
  adapterFor,
  connect,
  resultPost,
  testFile,
} from "../../../../support/discord/connected.ts";

const MiB = 1024 * 1024;
const channel = { platform: "discord", workspace: "1", channel: "22222222222222222" } as const;

/** A server that treats an upload as the test wants. */
async function uploadServer(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    // Nothing is in the channel yet.
    if (request.method === "GET") json(response, 200, []);
    else handle(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const adapter = adapterFor({
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    token: "token",
  });
  return {
    adapter,
    [Symbol.asyncDispose]: async () => {
      await adapter.stop();
      server.closeAllConnections();
      server.close();
    },
  };
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};

it("holds a small part of a 100 MiB file in memory, and sends its length first", async () => {
  const chunkBytes = 64 * 1024;
  const file = testFile("long.mp4", { chunks: (100 * MiB) / chunkBytes, chunkBytes });
  let received = 0;
  let aheadBytes = 0;
  let announced = 0;
  await using server = await uploadServer((request, response) => {
    announced = Number(request.headers["content-length"]);
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
      aheadBytes = Math.max(aheadBytes, file.pulled() * chunkBytes - received);
      // Slower than the sender, so that it would run ahead if it could.
      request.pause();
      setImmediate(() => request.resume());
    });
    request.on("end", () => json(response, 200, { id: "42" }));
  });
  await server.adapter.postResult(resultPost(channel, { files: [{ file, altText: "" }] }));
  expect(received).toBe(announced);
  expect(received).toBeGreaterThan(100 * MiB);
  expect(aheadBytes).toBeLessThan(20 * MiB);
});

it("understands a refusal that comes before the upload ends", async () => {
  await using server = await uploadServer((_request, response) => {
    json(response, 413, { code: 40005, message: "Request entity too large" });
  });
  const file = testFile("long.mp4", { chunks: 400, chunkBytes: 64 * 1024 });
  await expect(
    server.adapter.postResult(resultPost(channel, { files: [{ file, altText: "" }] })),
  ).rejects.toMatchObject({ code: "too_large" });
});

it("aborts an upload when the caller stops, and closes the file", async () => {
  const stop = new AbortController();
  await using server = await uploadServer((request) => {
    request.once("data", () => stop.abort());
  });
  const file = testFile("long.mp4", { chunks: 1_600, chunkBytes: 64 * 1024 });
  let closed = false;
  const open = async function* () {
    try {
      yield* file.open();
    } finally {
      closed = true;
    }
  };
  const post = resultPost(channel, {
    files: [{ file: { ...file, open }, altText: "" }],
    signal: stop.signal,
  });
  await expect(server.adapter.postResult(post)).rejects.toMatchObject({ code: "unavailable" });
  await expect.poll(() => closed).toBe(true);
});

it("reports a file of another length than announced as a failure that may be retried", async () => {
  await using server = await uploadServer((request, response) => {
    request.resume().on("end", () => json(response, 200, { id: "42" }));
  });
  const file = { ...testFile(), sizeBytes: 10 };
  await expect(
    server.adapter.postResult(resultPost(channel, { files: [{ file, altText: "" }] })),
  ).rejects.toMatchObject({ code: "unavailable" });
});

it("waits out a short rate limit and reads the file again", async () => {
  await using server = await connect();
  const file = testFile();
  server.discord.failNext({ method: "POST", path: /messages$/, status: 429, retryAfterMs: 50 });
  await server.adapter.postResult(
    resultPost(server.channel, { files: [{ file, altText: "a cat" }] }),
  );
  expect(file.opened()).toBe(2);
  expect(server.discord.messages()[0]?.attachments[0]?.sha256).toBe(file.sha256);
});

it("waits as long as the body of a 429 says if no header does", async () => {
  // discord.js reads the header alone, and asked again in a tight loop.
  let asked = 0;
  await using server = await uploadServer((request, response) => {
    asked += 1;
    request.resume();
    if (asked === 1)
      json(response, 429, { message: "slow down", retry_after: 3_600, global: false });
    else json(response, 200, { id: "42" });
  });
  await expect(server.adapter.postResult(resultPost(channel))).rejects.toMatchObject({
    code: "rate_limited",
    retryAfterMs: expect.toSatisfy((ms: number) => ms >= 3_600_000 && ms < 3_601_000) as number,
  });
  expect(asked).toBe(1);
});

it("gives an upload more time than other requests", async () => {
  await using server = await connect({ adapter: { requestTimeoutMs: 100 } });
  server.discord.failNext({ method: "POST", path: /messages$/, effect: "delay", delayMs: 300 });
  const files = [{ file: testFile(), altText: "a cat" }];
  await server.adapter.postResult(resultPost(server.channel, { files }));
  expect(server.discord.messages()).toHaveLength(1);
});

// discord.js sends one request at a time to a channel: a status message there waited for minutes until the file was through.
it("posts a text to a channel while a file is uploaded to it", async () => {
  const upload = Promise.withResolvers<() => void>();
  await using server = await uploadServer((request, response) => {
    const isUpload = request.headers["content-type"]?.startsWith("multipart/") === true;
    request.resume().on("end", () => {
      if (isUpload) upload.resolve(() => json(response, 200, { id: "42" }));
      else json(response, 200, { id: "43" });
    });
  });
  const file = { file: testFile(), altText: "" };
  const uploaded = server.adapter.postResult(resultPost(channel, { files: [file] }));
  const endUpload = await upload.promise;
  const text = await server.adapter.postResult(resultPost(channel, { key: "text" }));
  expect(text).toMatchObject({ id: "43" });
  endUpload();
  await expect(uploaded).resolves.toMatchObject({ id: "42" });
});

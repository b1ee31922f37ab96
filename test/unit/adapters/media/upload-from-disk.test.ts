import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createSecureServer } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import type { Readable } from "node:stream";
import { Agent, request } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createTemporaryFile,
  type TemporaryFile,
} from "../../../../src/adapters/media/temporary-file.ts";
import { certificate, key } from "./tls-certificate.ts";

const BYTES = randomBytes(12_000_000);
const SLOWNESS = 50;

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Starts a server that speaks HTTP/1.1 or HTTP/2. Resolves with its address. */
async function start(protocol: string, handler: Handler): Promise<string> {
  const isSecure = protocol === "HTTP/2";
  const run = (incoming: unknown, response: unknown): void =>
    void handler(incoming as IncomingMessage, response as ServerResponse);
  const server: Server = isSecure
    ? createSecureServer({ cert: certificate, key }, run)
    : createServer(run);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `${isSecure ? "https" : "http"}://127.0.0.1:${port}/`;
}

async function createFile(): Promise<TemporaryFile> {
  const file = await createTemporaryFile(tmpdir());
  onTestFinished(() => file.dispose());
  await file.append(BYTES);
  return file;
}

/** Uploads a file as the adapters do. Resolves with the status and the text of the answer. */
async function upload(url: string, file: TemporaryFile): Promise<readonly [number, string]> {
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  onTestFinished(() => agent.destroy());
  const { statusCode, body } = await request(url, {
    method: "POST",
    dispatcher: agent,
    headers: { "content-length": String(file.sizeBytes) },
    body: file.read() as Readable,
  });
  return [statusCode, await body.text()];
}

it("a file is read into the same memory again and again", async () => {
  // Each chunk used to have its own, and V8 collected its whole heap after each 64 MB of uploads.
  const memory = new Set<ArrayBufferLike>();
  for await (const { buffer } of (await createFile()).read()) memory.add(buffer);
  expect(memory.size).toBe(1);
});

describe.each(["HTTP/1.1", "HTTP/2"])("an upload from the disk over %s", (protocol) => {
  it("arrives whole at a slow server: undici asks for a chunk only once it has sent the last", async () => {
    const url = await start(protocol, async (incoming, response) => {
      const hash = createHash("sha256");
      for await (const chunk of incoming) {
        hash.update(chunk as Uint8Array);
        for (let turns = 0; turns < SLOWNESS; turns += 1) await turn();
      }
      response.end(`${incoming.httpVersion} ${hash.digest("hex")}`);
    });
    const [, text] = await upload(url, await createFile());
    expect(text).toBe(`${protocol === "HTTP/2" ? "2.0" : "1.1"} ${digest(BYTES)}`);
  });

  it("ends when the server refuses it without reading it", async () => {
    const url = await start(protocol, async (_incoming, response) => {
      response.writeHead(413).end("too large");
    });
    const file = await createFile();
    const ended = await upload(url, file).catch((error: unknown) => error);
    expect(ended instanceof Error || (Array.isArray(ended) && ended[0] === 413)).toBe(true);
  });
});

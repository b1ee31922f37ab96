import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, type HttpLimits } from "../../../src/adapters/http/limits.ts";
import { HttpServer } from "../../../src/adapters/http/server.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { answerOn, exchange, openSocket } from "../../support/http/raw-client.ts";
import { eventually } from "../../support/processes/eventually.ts";

const MB = 1_000_000;
/** So that a test has not to wait for the limits of a real relay. */
const SHORT = { headMs: 200, requestMs: 400, checkEveryMs: 50 } as const;
const HEAD = "POST /events HTTP/1.1\r\nHost: relay\r\n";

const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop(AbortSignal.abort());
});

/** A server with a health check and an endpoint that takes bodies; `bodies` are those that reached its handler. */
async function startServer(limits: Partial<HttpLimits> = {}) {
  const bodies: number[] = [];
  const server = new HttpServer({
    host: "127.0.0.1",
    port: 0,
    log: createFakeLogger(),
    limits,
    endpoints: [
      {
        method: "GET",
        path: "/healthz",
        maxBodyBytes: 0,
        handle: async () => new Response("ok\n"),
      },
      {
        method: "POST",
        path: "/events",
        maxBodyBytes: MB,
        handle: async (each) => {
          bodies.push((await each.arrayBuffer()).byteLength);
          return new Response("done\n");
        },
      },
    ],
  });
  servers.push(server);
  await server.start();
  const url = `http://127.0.0.1:${server.port}`;
  const isHealthy = async () => (await fetch(`${url}/healthz`)).status === 200;
  return { port: server.port, url, bodies, isHealthy };
}

/** Sends a body with its length or in chunks; resolves with the status. */
async function post(url: string, body: Buffer, isChunked = false): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const headers = isChunked ? {} : { "content-length": body.length };
  const sent = request(url, { method: "POST", headers }, (response) => {
    void text(response).then(() => resolve(response.statusCode), reject);
  });
  sent.on("error", reject);
  sent.end(body);
  return promise;
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is held: without a collection, it would depend on chance how much of what was read and dropped counts. */
const bytesInUse = (): number => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

describe("a client that sends too much", () => {
  it("gets 413 for 20 MB, with and without an announced length, and the handler gets nothing", async () => {
    const { url, bodies, isHealthy } = await startServer();
    const body = Buffer.alloc(20 * MB);
    const before = bytesInUse();
    const all = Array.from({ length: 20 }, (_, index) =>
      post(`${url}/events`, body, index % 2 === 0),
    );
    expect(new Set(await Promise.all(all))).toEqual(new Set([413]));
    expect(await post(`${url}/healthz`, body)).toBe(405);
    expect(await post(`${url}/nowhere`, body, true)).toBe(404);
    // The bodies are 400 MB together.
    expect(bytesInUse() - before).toBeLessThan(100 * MB);
    expect(bodies).toEqual([]);
    expect(await isHealthy()).toBe(true);
  });

  it("gets 413 for a body on a health check, which takes none", async () => {
    const { port } = await startServer();
    const head = "GET /healthz HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n";
    expect(await exchange(port, `${head}Content-Length: 3\r\n\r\nabc`)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it.each([
    ["a head of 20 kB", `X-Long: ${"x".repeat(20_000)}\r\n`],
    ["101 headers", "Connection: close\r\n".repeat(101)],
  ])("gets 431 for %s", async (_, headers) => {
    const { port, bodies } = await startServer();
    const answer = await exchange(port, `${HEAD}${headers}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(bodies).toEqual([]);
  });

  it("gets 503 if it fills the space for all bodies, and the others an answer", async () => {
    const { port, url, bodies } = await startServer({ maxBodiesBytes: 1_000 });
    const hogs = [await openSocket(port), await openSocket(port)];
    const answers = hogs.map(async (socket) => {
      socket.write(`${HEAD}Content-Length: 2000\r\n\r\n${"x".repeat(600)}`);
      const [answer] = await once(socket, "data");
      return String(answer);
    });
    expect(await Promise.race(answers)).toMatch(/^HTTP\/1\.1 503 /);
    expect(await post(`${url}/events`, Buffer.alloc(500))).toBe(200);
    expect(bodies).toEqual([500]);
    expect(await post(`${url}/events`, Buffer.alloc(1_001))).toBe(503);
    for (const socket of hogs) socket.destroy();
  });
});

describe("a client that is slow", () => {
  it("gets 408 within 15 s with the limits of a real relay", () => {
    const { headMs, requestMs, checkEveryMs } = DEFAULT_LIMITS;
    expect(Math.max(headMs, requestMs) + checkEveryMs).toBeLessThan(15_000);
  });

  it.each([
    ["nothing", ""],
    ["half a head", `${HEAD}X-Slow: `],
    ["half a body", `${HEAD}Content-Length: 100\r\n\r\nabc`],
    ["half a chunk", `${HEAD}Transfer-Encoding: chunked\r\n\r\n64\r\nabc`],
  ])("gets 408 for %s", async (_, bytes) => {
    const { port, bodies } = await startServer(SHORT);
    expect(await exchange(port, bytes)).toMatch(/^HTTP\/1\.1 408 .*Connection: close/s);
    expect(bodies).toEqual([]);
  });

  it("gets 408 for a body that keeps trickling in", async () => {
    const { port, bodies } = await startServer(SHORT);
    const socket = await openSocket(port);
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    const trickle = setInterval(() => socket.write("1\r\nx\r\n"), 20);
    const answer = await answerOn(socket);
    clearInterval(trickle);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(bodies).toEqual([]);
  });
});

describe("a crowd of clients", () => {
  it("of 1,000 that are idle or slow leaves health checks answered, and is gone after the limits", async () => {
    const limits = { headMs: 3_000, requestMs: 3_000, checkEveryMs: 100 };
    const { port, isHealthy, bodies } = await startServer(limits);
    const beginnings = ["", `${HEAD}X-Slow: `, `${HEAD}Content-Length: 1000\r\n\r\nabc`];
    const before = bytesInUse();
    const crowd = await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        const socket = await openSocket(port);
        socket.write(beginnings[index % beginnings.length] ?? "");
        socket.resume();
        return socket;
      }),
    );
    for (let check = 0; check < 20; check += 1) expect(await isHealthy()).toBe(true);
    expect(crowd.filter(({ closed }) => closed)).toEqual([]);
    // About 30 kB for the two ends of each connection.
    expect(bytesInUse() - before).toBeLessThan(100 * MB);
    await eventually("the server closed all", () => crowd.every(({ closed }) => closed));
    expect(await isHealthy()).toBe(true);
    expect(bodies).toEqual([]);
  });

  it("that is larger than allowed loses those without a finished request for the longest", async () => {
    const { port, isHealthy } = await startServer({ maxConnections: 3 });
    const active = await openSocket(port);
    const crowd = [await openSocket(port), await openSocket(port)];
    const closed = crowd.map((socket) => answerOn(socket));
    active.write("GET /healthz HTTP/1.1\r\nHost: relay\r\n\r\n");
    await once(active, "data");
    crowd.push(await openSocket(port));
    expect(await closed[0]).toBe("");
    expect(await isHealthy()).toBe(true);
    expect(await closed[1]).toBe("");
    expect(active.closed).toBe(false);
    for (const socket of [active, ...crowd]) socket.destroy();
  });
});

describe("a client that speaks no HTTP", () => {
  it.each([
    ["noise", "\u0000\u0001\u0002\r\n\r\n"],
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["two lengths", `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    [
      "a length and chunks",
      `${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["garbage after requests", "GET /healthz HTTP/1.1\r\nHost: relay\r\n\r\nfoo bar\r\n\r\n"],
  ])("gets 400 for %s, and the next one an answer", async (_, bytes) => {
    const { port, isHealthy, bodies } = await startServer();
    expect(await exchange(port, bytes)).toMatch(/HTTP\/1\.1 400 Bad Request\r\nConnection: close/);
    expect(await isHealthy()).toBe(true);
    expect(bodies).toEqual([]);
  });

  it("gets an answer to each of many requests that it sends at once", async () => {
    const { port } = await startServer();
    const health = "GET /healthz HTTP/1.1\r\nHost: relay\r\n\r\n";
    const last = "GET /healthz HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n";
    const answers = await exchange(port, health.repeat(500) + last);
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(501);
  });
});

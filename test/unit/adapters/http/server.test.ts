import { describe, expect, it } from "vitest";
import { HttpServer } from "../../../../src/adapters/http/server.ts";
import type { HttpEndpoint } from "../../../../src/core/ports/http-endpoint.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { exchange } from "../../../support/http/raw-client.ts";

/** Answers with the body that it gets. */
const ECHO: HttpEndpoint = {
  method: "POST",
  path: "/echo",
  maxBodyBytes: 10_000,
  handle: async (request) => new Response(await request.arrayBuffer(), { status: 202 }),
};
const HEALTH: HttpEndpoint = {
  method: "GET",
  path: "/healthz",
  maxBodyBytes: 0,
  handle: async () => new Response("ok\n"),
};

const post = (path: string, handle: HttpEndpoint["handle"]): HttpEndpoint => ({
  method: "POST",
  path,
  maxBodyBytes: 1_000,
  handle,
});

async function startServer(...endpoints: readonly HttpEndpoint[]) {
  const log = createFakeLogger();
  const server = new HttpServer({ host: "127.0.0.1", port: 0, endpoints, log });
  await server.start();
  const url = `http://127.0.0.1:${server.port}`;
  return { server, url, log, [Symbol.asyncDispose]: () => server.stop(AbortSignal.abort()) };
}

const statusAndBody = async (response: Promise<Response>): Promise<[number, string]> => {
  const { status } = await response;
  return [status, await (await response).text()];
};

describe("HttpServer", () => {
  it("answers each endpoint by method and path, whatever the query", async () => {
    await using running = await startServer(ECHO, HEALTH);
    const { url } = running;
    expect(await statusAndBody(fetch(`${url}/healthz?a=b`))).toEqual([200, "ok\n"]);
    expect(await statusAndBody(fetch(`${url}/echo`, { method: "POST", body: "x" }))).toEqual([
      202,
      "x",
    ]);
  });

  // Used to answer: a proxy that hides a path by its spelling would have let another spelling through.
  it("answers 404 to a path with encoded characters", async () => {
    await using running = await startServer(HEALTH);
    const { url } = running;
    expect(await statusAndBody(fetch(`${url}/healthz?a=%41`))).toEqual([200, "ok\n"]);
    expect((await fetch(`${url}/%68ealthz`)).status).toBe(404);
    expect((await fetch(`${url}/healthz%3Fa`)).status).toBe(404);
  });

  it("answers HEAD where it answers GET, without a body", async () => {
    await using running = await startServer(HEALTH);
    const response = await fetch(`${running.url}/healthz`, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it("has two endpoints on one path", async () => {
    const form: HttpEndpoint = {
      ...HEALTH,
      path: "/echo",
      handle: async () => new Response("get"),
    };
    await using running = await startServer(ECHO, form);
    const url = `${running.url}/echo`;
    expect(await statusAndBody(fetch(url))).toEqual([200, "get"]);
    expect(await statusAndBody(fetch(url, { method: "POST", body: "x" }))).toEqual([202, "x"]);
    const refused = await fetch(url, { method: "PUT", body: "x" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST, GET, HEAD"]);
  });

  it("passes a body on byte for byte, whatever its type claims", async () => {
    await using running = await startServer(ECHO);
    const body = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const type of ["application/json", "application/x-www-form-urlencoded", "text/plain"]) {
      const headers = { "content-type": type };
      const response = await fetch(`${running.url}/echo`, { method: "POST", headers, body });
      expect(await response.bytes()).toEqual(body);
    }
    const empty = await fetch(`${running.url}/echo`, { method: "POST" });
    expect([empty.status, await empty.text()]).toEqual([202, ""]);
  });

  it("puts a chunked body together", async () => {
    await using running = await startServer(ECHO);
    const head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    const chunks = "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n";
    const answer = await exchange(
      running.server.port,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 202 .*\r\n\r\nabc$/s);
  });

  it("sends all headers of an answer, each cookie on its own", async () => {
    const headers = new Headers([
      ["x-relay", "1"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    await using running = await startServer({
      ...HEALTH,
      handle: async () => new Response(null, { status: 204, headers }),
    });
    const response = await fetch(`${running.url}/healthz`);
    expect(response.status).toBe(204);
    expect(response.headers.get("x-relay")).toBe("1");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  it("answers 404 to an unknown path and 405 to a wrong method, without waiting for the body", async () => {
    await using running = await startServer(ECHO, HEALTH);
    const body = "x".repeat(1_000_000);
    expect(await statusAndBody(fetch(`${running.url}/no`, { method: "POST", body }))).toEqual([
      404,
      "Not Found\n",
    ]);
    const wrong = await fetch(`${running.url}/healthz`, { method: "POST", body });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    for (const path of ["/healthz/", "//healthz", "/HEALTHZ", "/"])
      expect((await fetch(running.url + path)).status).toBe(404);
  });

  it("shows and logs no detail of a failure that a client could see", async () => {
    await using running = await startServer(
      post("/fails", async () => {
        throw new Error("secret detail");
      }),
    );
    const response = fetch(`${running.url}/fails?token=t0ken`, { method: "POST", body: "secret" });
    expect(await statusAndBody(response)).toEqual([500, "Internal Server Error\n"]);
    const line = running.log.lines.find(({ event }) => event === "http.failed");
    expect(line).toMatchObject({ level: "error", fields: { path: "/fails" } });
    expect(JSON.stringify(running.log.lines)).not.toContain("t0ken");
  });

  it("answers 400 to an address that cannot be read, without repeating it", async () => {
    await using running = await startServer(HEALTH);
    expect(await statusAndBody(fetch(`${running.url}/%zz`))).toEqual([400, "Bad Request\n"]);
  });

  it("says where it listens, and refuses a port that is taken in one line with the cure", async () => {
    await using running = await startServer(HEALTH);
    const { port } = running.server;
    expect(running.log.lines).toEqual([
      expect.objectContaining({ event: "http.listening", fields: { host: "127.0.0.1", port } }),
    ]);
    const log = createFakeLogger();
    const second = new HttpServer({ host: "127.0.0.1", port, endpoints: [], log });
    await expect(second.start()).rejects.toMatchObject({
      code: "config_invalid",
      problems: [expect.stringMatching(/^RELAY_HTTP_PORT is taken: .*set another port$/)],
    });
    expect(log.lines).toEqual([]);
    await second.stop();
  });
});

describe("a stop of HttpServer", () => {
  it("lets a handler in progress answer, and closes idle and unfinished connections", async () => {
    const called = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<Response>();
    const { server, url } = await startServer(
      HEALTH,
      post("/slow", async () => {
        called.resolve();
        return answer.promise;
      }),
    );
    await fetch(`${url}/healthz`).then((response) => response.text());
    const idle = exchange(server.port, "");
    const unfinished = exchange(server.port, "POST /slow HTTP/1.1\r\nHost: x\r\n");
    const slow = fetch(`${url}/slow`, { method: "POST", body: "x" });
    await called.promise;
    const stopped = server.stop();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow("fetch failed");
    answer.resolve(new Response("done"));
    expect(await statusAndBody(slow)).toEqual([200, "done"]);
    await stopped;
    expect(await unfinished).toBe("");
    expect(await idle).toBe("");
  });

  it("aborts the signal of a request when its time is up", async () => {
    const called = Promise.withResolvers<AbortSignal>();
    const { server, url } = await startServer(
      post("/hangs", async ({ signal }) => {
        called.resolve(signal);
        return new Promise<Response>(() => {});
      }),
    );
    const request = fetch(`${url}/hangs`, { method: "POST", body: "x" });
    const gone = request.catch((error: unknown) => error);
    const signal = await called.promise;
    const budget = new AbortController();
    const stopped = server.stop(budget.signal);
    expect(signal.aborted).toBe(false);
    budget.abort();
    await stopped;
    expect(signal.aborted).toBe(true);
    expect(await gone).toBeInstanceOf(TypeError);
  });
});

import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { jobOf } from "../../../contracts/job-source.ts";
import { startPika } from "./start-pika.ts";

/** A server that speaks whatever `talk` makes it speak. */
async function startTcp(talk: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    talk(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, server };
}

describe("the connection to the job API", () => {
  test("is kept between polls", async () => {
    const { sandbox, api } = await startPika();
    const jobId = sandbox.addJob();
    for (let poll = 0; poll < 20; poll += 1) await api.pollJob(jobId);
    // Not one: a poll that follows at once may come before the first connection is marked as free.
    expect(await sandbox.connections()).toBeLessThanOrEqual(2);
    expect(sandbox.polls(jobId)).toBe(20);
  });

  test("sends the percent-encoded job id to the documented address, with or without a trailing slash", async () => {
    const { sandbox } = await startPika();
    const { api } = await startPika({ baseUrl: `${sandbox.url}/`, token: sandbox.token });
    const jobId = sandbox.addJob({ jobId: "job:a@b*c.d/e?f&g=%20+#h" });
    expect((await api.pollJob(jobId)).kind).toBe("job");
    expect(sandbox.requests[0]).toMatchObject({
      method: "GET",
      url: "/v1/pika/jobs/?jobid=job%3Aa%40b*c.d%2Fe%3Ff%26g%3D%2520%2B%23h",
      authorised: true,
    });
  });

  test("requests uncompressed JSON with the token", async () => {
    let seen = "";
    const { port } = await startTcp((socket) => {
      socket.on("data", (data) => {
        seen += data.toString();
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\n{"status":"progress"}   ');
      });
    });
    const { api } = await startPika({ baseUrl: `http://127.0.0.1:${port}`, token: "t0k3n" });
    expect(jobOf(await api.pollJob("a")).phase).toBe("running");
    expect(seen).toContain("GET /jobs/?jobid=a HTTP/1.1\r\n");
    expect(seen).toContain("accept: application/json\r\n");
    expect(seen).toContain("accept-encoding: identity\r\n");
    expect(seen).toContain("authorization: Bearer t0k3n\r\n");
  });

  test("never follows a redirect, so the token stays with its origin", async () => {
    const { sandbox: elsewhere } = await startPika();
    const { sandbox, api } = await startPika();
    const headers = { location: `${elsewhere.url}/jobs/?jobid=a` };
    sandbox.fault({ kind: "raw", status: 307, headers, body: "" });
    expect((await api.pollJob("a")).kind).toBe("not-understood");
    expect(elsewhere.requests).toEqual([]);
  });

  test.each(["hang", "drip-headers", "drip-body", "endless", "huge"] as const)(
    "is closed with an answer that is abandoned (%s)",
    async (kind) => {
      const { sandbox, api } = await startPika({ attemptTimeoutMs: 150 });
      sandbox.fault({ kind });
      await api.pollJob("a");
      await vi.waitFor(async () => expect(await sandbox.connections()).toBe(0));
    },
  );

  test.each([undefined, 60_000])(
    "times out after fifteen seconds, whether the server is silent or says to wait for %s",
    async (attemptTimeoutMs) => {
      const { sandbox, api } = await startPika({ ...(attemptTimeoutMs && { attemptTimeoutMs }) });
      sandbox.fault({ kind: "hang" });
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      onTestFinished(() => void vi.useRealTimers());
      let isOver = false;
      const pollResult = api.pollJob("a").finally(() => {
        isOver = true;
      });
      await sandbox.whenPolled("a", 1);
      await vi.advanceTimersByTimeAsync(14_999);
      expect(isOver).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(await pollResult).toEqual({ kind: "unavailable" });
    },
  );

  test("that is refused is an outage", async () => {
    const { port, server } = await startTcp(() => undefined);
    server.close();
    const { api } = await startPika({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await api.pollJob("a")).toEqual({ kind: "unavailable" });
  });

  test("that never gets to a request ends at the deadline as well", async () => {
    // Undici does not look at a request's signal before it is connected: this one used to wait for the connect time-out.
    const { port } = await startTcp(() => undefined);
    const baseUrl = `https://127.0.0.1:${port}`;
    const { api } = await startPika({ baseUrl, attemptTimeoutMs: 150 });
    const startedAt = performance.now();
    expect(await api.pollJob("a")).toEqual({ kind: "unavailable" });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test("to something that speaks no HTTP is not understood", async () => {
    const { port } = await startTcp((socket) => socket.end("220 mail.example ESMTP\r\n"));
    const { api } = await startPika({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await api.pollJob("a")).toEqual({ kind: "not-understood" });
  });

  test("with huge headers is not understood", async () => {
    const { port } = await startTcp((socket) => {
      socket.once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\n${"x-more: and more\r\n".repeat(10_000)}`);
      });
    });
    const { api } = await startPika({
      baseUrl: `http://127.0.0.1:${port}`,
      attemptTimeoutMs: 2000,
    });
    expect(await api.pollJob("a")).toEqual({ kind: "not-understood" });
  });

  test("carries many polls at once beside hanging ones", async () => {
    const { sandbox, api } = await startPika({ attemptTimeoutMs: 1500 });
    sandbox.fault({ kind: "hang" }, { jobId: "hung" });
    const jobIds = Array.from({ length: 100 }, () => sandbox.addJob());
    const hung = Array.from({ length: 10 }, () => api.pollJob("hung"));
    const readings = await Promise.all(jobIds.map((jobId) => api.pollJob(jobId)));
    expect(readings.map((pollResult) => jobOf(pollResult).jobId)).toEqual(jobIds);
    expect((await Promise.all(hung)).map(({ kind }) => kind)).toEqual(
      Array.from({ length: 10 }, () => "unavailable"),
    );
  });
});

import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { RetryRequestResult } from "../../../../src/core/job/job.ts";
import type { JobFault } from "../../../../sandbox/pika/job-faults.ts";
import { startPika } from "./start-pika.ts";

/** The faults that only time ends. */
const SILENT: ReadonlySet<JobFault["kind"]> = new Set(["hang", "drip-headers", "drip-body"]);
const done = { steps: [{ status: "completed" }] };

const json = (status: number, body: unknown): JobFault => ({
  kind: "raw",
  status,
  body: JSON.stringify(body),
});

const REFUSALS: readonly (readonly [string, JobFault, RetryRequestResult])[] = [
  [
    "400",
    { kind: "refuse", status: 400, error: "Button not found" },
    { kind: "not-understood", message: "Button not found" },
  ],
  ["401", { kind: "refuse", status: 401 }, { kind: "unauthorised", message: "Unauthorized" }],
  [
    "402",
    { kind: "refuse", status: 402, error: "Expired" },
    { kind: "no-subscription", message: "Expired" },
  ],
  ["404", { kind: "refuse", status: 404, error: "Gone" }, { kind: "not-found", message: "Gone" }],
  ["403 from a firewall", { kind: "html", status: 403 }, { kind: "not-understood" }],
  ["404 from a proxy", { kind: "html", status: 404 }, { kind: "not-understood" }],
  ["422", { kind: "refuse", status: 422, error: "No" }, { kind: "moderated", message: "No" }],
  ["422 of somebody else", { kind: "html", status: 422 }, { kind: "not-understood" }],
  [
    "429 with the jobs that run",
    { kind: "refuse", status: 429, fields: { executingJobs: ["a"] } },
    { kind: "queue-full" },
  ],
  [
    "429 without",
    { kind: "refuse", status: 429, retryAfter: 10 },
    { kind: "rate-limited", retryAfterMs: 10_000 },
  ],
  [
    "503",
    { kind: "refuse", status: 503, error: "Busy", retryAfter: 5 },
    { kind: "unavailable", message: "Busy", retryAfterMs: 5000 },
  ],
  ["a redirect", json(307, {}), { kind: "not-understood" }],
  [
    "200 whose body says 422",
    json(200, { error: "No", code: 422 }),
    { kind: "moderated", message: "No" },
  ],
  // From here on nobody can tell: the API, or what stands before it, may have acted.
  ["500", { kind: "refuse", status: 500, error: "Oops" }, { kind: "unknown", message: "Oops" }],
  ["502 as HTML", { kind: "html", status: 502 }, { kind: "unknown" }],
  ["504 as HTML", { kind: "html", status: 504 }, { kind: "unknown" }],
  ["200 as HTML", { kind: "html", status: 200 }, { kind: "unknown" }],
  ["an answer without an id", json(200, { status: "created" }), { kind: "unknown" }],
  ["an id that is none", json(200, { jobid: "a b", status: "created" }), { kind: "unknown" }],
  ["the same job", json(200, { jobid: "old", status: "completed" }), { kind: "unknown" }],
];

const LOST: readonly JobFault[] = [
  { kind: "truncated" },
  { kind: "cut-off" },
  { kind: "empty" },
  { kind: "array" },
  { kind: "hang" },
  { kind: "drip-headers" },
  { kind: "drip-body" },
  { kind: "reset" },
  { kind: "huge" },
  { kind: "endless" },
  { kind: "gzip-bomb" },
];

/** A server that speaks whatever `talk` makes it speak, and how many connections it had. */
async function startTcp(talk: (socket: Socket) => void): Promise<{ port: number; met: Socket[] }> {
  const met: Socket[] = [];
  const server = createServer((socket) => {
    met.push(socket.on("error", () => undefined));
    talk(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    for (const socket of met) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, met };
}

describe("the answer to a retry", () => {
  test.each(REFUSALS)("%s is reported as such", async (_name, fault, expected) => {
    const { sandbox, api } = await startPika();
    const jobId = sandbox.addJob({ ...done, jobId: "old" });
    sandbox.retryFault(fault, { times: 1 });
    expect(await api.retryJob(jobId)).toEqual(expected);
    expect(sandbox.jobs()).toHaveLength(1);
    expect((await api.retryJob(jobId)).kind).toBe("started");
  });

  test.each(LOST)(
    "that is lost ($kind) leaves the retry unknown, and it is not sent again",
    async (fault) => {
      const attempt = SILENT.has(fault.kind) ? { attemptTimeoutMs: 1000 } : {};
      const { sandbox, api } = await startPika(attempt);
      const jobId = sandbox.addJob(done);
      sandbox.retryFault(fault);
      expect(await api.retryJob(jobId)).toEqual({ kind: "unknown" });
      expect(sandbox.seen("button")).toBe(1);
      expect(sandbox.jobs()).toHaveLength(2);
    },
  );

  test("names the new job", async () => {
    const { sandbox, api } = await startPika();
    const jobId = sandbox.addJob({ ...done, retry: { jobId: "made" } });
    expect(await api.retryJob(jobId)).toEqual({ kind: "started", jobId: "made" });
    expect(sandbox.jobs().at(-1)).toMatchObject({ jobId: "made", parentJobId: jobId });
  });

  test("names the new job even if that has already ended", async () => {
    const { sandbox, api } = await startPika();
    sandbox.retryFault(json(200, { jobid: "new", status: "moderated", error: "No", code: 422 }));
    expect(await api.retryJob("old")).toEqual({ kind: "started", jobId: "new" });
  });
});

describe("a retry", () => {
  test("is one form at the documented address, whatever characters the id has", async () => {
    const { sandbox, api } = await startPika();
    const jobId = sandbox.addJob({ ...done, jobId: 'job:a"b--\\c;d=%0D%0A&e' });
    expect((await api.retryJob(jobId)).kind).toBe("started");
    expect(sandbox.requests).toMatchObject([
      { method: "POST", url: "/v1/pika/button", route: "button", jobId, authorised: true },
    ]);
    expect(sandbox.violations).toEqual([]);
  });

  test("that cannot connect was never sent", async () => {
    const { port } = await startTcp(() => undefined);
    const { sandbox, api } = await startPika();
    await sandbox.close();
    expect(await api.retryJob("a")).toEqual({ kind: "unavailable" });
    const secure = await startPika({
      baseUrl: `https://127.0.0.1:${port}`,
      attemptTimeoutMs: 150,
    });
    expect(await secure.api.retryJob("a")).toEqual({ kind: "unavailable" });
  });

  test("that was aborted while it connected is not sent later", async () => {
    const arrived = Promise.withResolvers<void>();
    let bytes = 0;
    const { port } = await startTcp((socket) => {
      socket.on("data", () => (bytes += 1));
      arrived.resolve();
    });
    const { api } = await startPika({ baseUrl: `https://127.0.0.1:${port}` });
    const gone = new AbortController();
    const pollResult = api.retryJob("a", gone.signal);
    await arrived.promise;
    gone.abort();
    expect(await pollResult).toEqual({ kind: "unavailable" });
    // The greeting of TLS, at most: no request could be in it.
    expect(bytes).toBeLessThanOrEqual(1);
  });

  test("is sent once over a connection of its own, even if that breaks", async () => {
    const { port, met } = await startTcp((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    const { api } = await startPika({ baseUrl: `http://127.0.0.1:${port}` });
    expect(await api.retryJob("a")).toEqual({ kind: "unknown" });
    expect(met).toHaveLength(1);
  });

  test("that gets an answer other than HTTP is unknown", async () => {
    const { port } = await startTcp((socket) => socket.end("220 mail.example ESMTP\r\n"));
    const { api } = await startPika({ baseUrl: `http://127.0.0.1:${port}` });
    expect((await api.retryJob("a")).kind).toBe("unknown");
  });

  test("leaves no connection behind", async () => {
    const { sandbox, api } = await startPika();
    const jobId = sandbox.addJob(done);
    for (let count = 0; count < 5; count += 1) await api.retryJob(jobId);
    await expect.poll(() => sandbox.connections()).toBe(0);
  });

  test("that fails is logged without secrets", async () => {
    const { sandbox, api, log } = await startPika();
    const jobId = sandbox.addJob(done);
    sandbox.retryFault({ kind: "reset" });
    await api.retryJob(jobId);
    expect(log.of("api.troubled")).toEqual([
      { call: "button", jobId, kind: "unknown", reason: "ECONNRESET" },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain(sandbox.token);
  });
});

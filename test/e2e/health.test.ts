import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { startNode } from "../../sandbox/process/node-process.ts";
import { readMetrics } from "../support/http/read-metrics.ts";
import { freePort } from "../support/http/free-port.ts";
import { createEnvironment } from "../support/processes/test-environment.ts";

const SCRIPT = new URL("../../scripts/health-check.ts", import.meta.url).pathname;

/** Runs the container's health check; resolves with its exit code. */
async function healthCheck(env: Record<string, string>): Promise<unknown> {
  const child = startNode([SCRIPT], { env });
  child.stdout.resume();
  child.stderr.resume();
  const [code] = await once(child, "exit");
  return code;
}

describe("the process, over HTTP", () => {
  it("is healthy at once, ready once every platform is connected, and has metrics of its deliveries", async () => {
    await using environment = await createEnvironment();
    const { pika, discord } = environment;
    await discord.pause();
    const port = String(await freePort());
    const relay = environment.relay({ RELAY_HTTP_PORT: port });
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}?secret=s3cret`);
    await relay.event("http.listening");
    await relay.event("discord.unreachable");
    expect((await get("/healthz")).status).toBe(200);
    expect(await healthCheck({ RELAY_HTTP_PORT: port })).toBe(0);
    const early = await get("/readyz");
    expect([early.status, await early.json()]).toEqual([
      503,
      expect.objectContaining({ reasons: expect.arrayContaining(["discord is not connected"]) }),
    ]);
    await discord.resume();
    await relay.event("relay.ready");
    const ready = await get("/readyz");
    expect([ready.status, await ready.json()]).toEqual([
      200,
      expect.objectContaining({ ready: true, reasons: [], store: "answers" }),
    ]);
    const jobId = pika.addJob({ ends: "completed" });
    await discord.command({ name: "pika-status", options: { jobid: jobId } });
    await relay.event("follow.delivered");
    const { value, families } = readMetrics(await (await get("/metrics")).text());
    expect(value('pika_relay_polls_total{source="pika",result="job"}')).toBeGreaterThan(0);
    expect(value('pika_relay_deliveries_total{platform="discord",result="delivered"}')).toBe(1);
    expect(value('pika_relay_relayed_bytes_total{platform="discord"}')).toBeGreaterThan(0);
    expect(families.map(({ name }) => name)).toContain("nodejs_eventloop_lag_seconds");
    expect(await relay.stop()).toEqual({ code: 0, signal: null });
    expect(relay.printed()).not.toContain("s3cret");
    expect(await healthCheck({ RELAY_HTTP_PORT: port })).toBe(1);
  });

  it("exits with code 2 and one line if the port is taken", async () => {
    await using environment = await createEnvironment();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const relay = environment.relay({ RELAY_HTTP_PORT: port });
    expect(await relay.exited).toEqual({ code: 2, signal: null });
    expect(relay.errors().split("\n")).toEqual([
      expect.stringMatching(/RELAY_HTTP_PORT is taken: .*set another port$/),
    ]);
    other.close();
  });
});

describe("the health check of the container", () => {
  it("succeeds if the relay has no HTTP server", async () => {
    expect(await healthCheck({})).toBe(0);
    expect(await healthCheck({ RELAY_HTTP_PORT: " " })).toBe(0);
  });
});

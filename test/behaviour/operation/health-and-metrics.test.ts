import { afterEach, describe, expect, it } from "vitest";
import { HttpServer } from "../../../src/adapters/http/server.ts";
import { systemClock } from "../../../src/adapters/node/system-clock.ts";
import { PrometheusMetrics } from "../../../src/adapters/prometheus/metrics.ts";
import { PlatformError } from "../../../src/core/errors.ts";
import { createFakeLogger } from "../../support/fakes/fake-logger.ts";
import { mp4Bytes } from "../../support/fakes/fake-media.ts";
import { aFollow, aJob, DISCORD_CHANNEL } from "../../support/follows.ts";
import { readMetrics } from "../../support/http/read-metrics.ts";
import { INTERVAL_MS, startTestRelay, type TestRelayOptions } from "../../support/test-relay.ts";

const VIDEO = "https://cdn.test/v.mp4";
const JOB_ID = "job-5ecret";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A relay on fakes, whose HTTP server and metrics are real. */
async function startRelay(options: TestRelayOptions = {}) {
  const log = createFakeLogger();
  let nowMs = 0;
  // Each request comes a second after the one before, so that none shares its answer.
  const clock = { ...systemClock, monotonicMs: () => (nowMs += 1_000) };
  const metrics = new PrometheusMetrics({ clock, log });
  let server: HttpServer | undefined;
  const relay = await startTestRelay({
    ...options,
    metrics,
    createHttpServer: (endpoints) => {
      const all = [metrics.endpoint, ...endpoints];
      server = new HttpServer({ host: "127.0.0.1", port: 0, endpoints: all, log });
      return server;
    },
  });
  stops.push(() => server?.stop() ?? Promise.resolve());
  const get = (path: string) => fetch(`http://127.0.0.1:${server?.port}${path}`);
  const text = async () => (await get("/metrics")).text();
  return {
    ...relay,
    get,
    text,
    readiness: async (): Promise<[number, unknown]> => {
      const response = await get("/readyz");
      return [response.status, await response.json()];
    },
    metrics: async () => readMetrics(await text()),
  };
}

const completed = aJob("completed", { jobId: JOB_ID, attachments: [{ url: VIDEO }] });

describe("the metrics of a relay", () => {
  it("count a job from its polls to its delivered result, and name no place, job or person", async () => {
    const relay = await startRelay();
    relay.media.script(VIDEO, { bytes: mp4Bytes(4_096) });
    const running = aJob("running", { jobId: JOB_ID });
    relay.api.answer(JOB_ID, { kind: "job", job: running }, { kind: "job", job: completed });
    await relay.ask(JOB_ID, { channel: DISCORD_CHANNEL, userId: "ann" });
    const before = await relay.metrics();
    expect(before.value('pika_relay_follows{state="pending"}')).toBe(1);
    await relay.clock.advance(INTERVAL_MS * 2);
    const after = await relay.metrics();
    expect(after.value('pika_relay_polls_total{source="pika",result="job"}')).toBe(2);
    expect(after.value("pika_relay_poll_duration_seconds_count")).toBe(2);
    expect(after.value("pika_relay_poll_lateness_seconds_count")).toBeGreaterThan(0);
    expect(after.value('pika_relay_deliveries_total{platform="discord",result="delivered"}')).toBe(
      1,
    );
    expect(after.value("pika_relay_delivery_duration_seconds_count")).toBe(1);
    expect(after.value('pika_relay_relayed_bytes_total{platform="discord"}')).toBe(4_096);
    expect(after.value('pika_relay_follows{state="pending"}')).toBe(0);
    expect(after.value("pika_relay_oldest_undelivered_seconds")).toBe(0);
    const { workspace, channel } = DISCORD_CHANNEL;
    const labels = [...(await relay.text()).matchAll(/="([^"]*)"/g)].map(([, value]) => value);
    for (const name of [JOB_ID, workspace, channel, "ann"]) expect(labels).not.toContain(name);
  });

  it("show failed attempts, rate limits and the age of a result that does not arrive", async () => {
    const relay = await startRelay();
    relay.discord.failAll("result", new PlatformError("rate_limited", "429"));
    relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
    await relay.ask("job-1");
    await relay.clock.advance(90_000);
    const { value } = await relay.metrics();
    const attempts = value('pika_relay_deliveries_total{platform="discord",result="rate_limited"}');
    expect(attempts).toBeGreaterThan(0);
    expect(value('pika_relay_rate_limit_waits_total{platform="discord"}')).toBe(attempts);
    expect(value('pika_relay_follows{state="settled"}')).toBe(1);
    expect(value("pika_relay_oldest_undelivered_seconds")).toBeCloseTo(90, 0);
  });

  it("show polls that were late, and a source whose breaker is open", async () => {
    const jobIds = ["job-1", "job-2", "job-3"];
    const follows = jobIds.map((jobId) => aFollow({ id: jobId, jobId }));
    const relay = await startRelay({ follows, maxPerSecond: 0.1 });
    for (const jobId of jobIds) relay.api.answer(jobId, { kind: "unauthorised" });
    await relay.clock.advance(INTERVAL_MS * 4);
    const { value } = await relay.metrics();
    expect(value("pika_relay_poll_lateness_seconds_sum")).toBeGreaterThan(1);
    expect(value('pika_relay_polls_total{source="pika",result="unauthorised"}')).toBeGreaterThan(1);
    expect(value('pika_relay_breaker_open{source="pika"}')).toBe(1);
    const [status, report] = await relay.readiness();
    expect(status).toBe(200);
    const pika = { breaker: "open", reason: "unauthorised" };
    expect(report).toMatchObject({ ready: true, sources: { pika } });
  });
});

describe("the readiness of a relay", () => {
  it("is 503 with the reason while a platform or the store is gone, and 200 before and after", async () => {
    const relay = await startRelay();
    const ready = [200, expect.objectContaining({ ready: true, reasons: [] })];
    expect(await relay.readiness()).toEqual(ready);
    relay.slack.setConnected(false);
    await relay.clock.advance(5_000);
    relay.store.failWith(new Error("the disk is full"));
    expect(await relay.readiness()).toEqual([
      503,
      expect.objectContaining({
        ready: false,
        reasons: ["the store cannot be read", "slack is not connected"],
      }),
    ]);
    expect((await relay.get("/healthz")).status).toBe(200);
    relay.slack.setConnected(true);
    relay.store.failWith(undefined);
    expect(await relay.readiness()).toEqual(ready);
  });

  it("ends with a stop, during which health checks are answered until nothing else runs", async () => {
    const relay = await startRelay();
    relay.discord.hang("result");
    relay.api.answer("job-1", { kind: "job", job: aJob("failed") });
    await relay.ask("job-1");
    const stopped = relay.app.stop();
    await relay.clock.advance(0);
    expect((await relay.get("/healthz")).status).toBe(200);
    const reasons = ["the relay is starting or stopping"];
    expect(await relay.readiness()).toEqual([503, expect.objectContaining({ reasons })]);
    await relay.clock.advance(10_000);
    await stopped;
    await expect(relay.get("/healthz")).rejects.toThrow("fetch failed");
  });

  it("is served with the endpoints of the platforms", async () => {
    const relay = await startRelay();
    expect((await relay.get("/nowhere")).status).toBe(404);
    expect((await relay.get("/healthz?token=x")).status).toBe(200);
  });
});

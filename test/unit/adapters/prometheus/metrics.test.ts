import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PrometheusMetrics } from "../../../../src/adapters/prometheus/metrics.ts";
import type { RelayState } from "../../../../src/core/ports/metrics.ts";
import { FakeClock } from "../../../support/fakes/fake-clock.ts";
import { createFakeLogger } from "../../../support/fakes/fake-logger.ts";
import { readMetrics } from "../../../support/http/read-metrics.ts";

const STATE: RelayState = {
  follows: { pending: 3, settled: 1 },
  oldestUndeliveredMs: 61_500,
  isBreakerOpen: { pika: false, fal: true },
};

function setUp(readState: () => Promise<RelayState> = async () => STATE) {
  const clock = new FakeClock();
  const log = createFakeLogger();
  const metrics = new PrometheusMetrics({ clock, log });
  metrics.observe({ platforms: ["discord", "slack"], sources: ["pika", "fal"], readState });
  const ask = () => metrics.endpoint.handle(new Request("http://localhost/metrics"));
  return { clock, log, metrics, ask, read: async () => readMetrics(await (await ask()).text()) };
}

/** Counts one of everything. */
function countAll({ metrics }: ReturnType<typeof setUp>): void {
  metrics.polled({ source: "pika", result: "job", durationMs: 300 });
  metrics.pollBegan(60);
  metrics.attempted({ platform: "slack", result: "delivered", durationMs: 4_000 });
  metrics.attempted({ platform: "slack", result: "rate_limited", durationMs: 100 });
  metrics.relayed("slack", 2_048);
  metrics.rateLimited("slack");
}

describe("PrometheusMetrics", () => {
  it("counts in seconds and bytes", async () => {
    const relay = setUp();
    countAll(relay);
    const { value } = await relay.read();
    expect(value('pika_relay_polls_total{source="pika",result="job"}')).toBe(1);
    expect(value("pika_relay_poll_duration_seconds_sum")).toBe(0.3);
    expect(value("pika_relay_poll_lateness_seconds_sum")).toBe(0.06);
    expect(value('pika_relay_deliveries_total{platform="slack",result="delivered"}')).toBe(1);
    expect(value('pika_relay_deliveries_total{platform="slack",result="rate_limited"}')).toBe(1);
    // Only the delivery that succeeded.
    expect(value("pika_relay_delivery_duration_seconds_sum")).toBe(4);
    expect(value('pika_relay_relayed_bytes_total{platform="slack"}')).toBe(2_048);
    expect(value('pika_relay_rate_limit_waits_total{platform="slack"}')).toBe(1);
  });

  it("reads the state of the relay when it is asked", async () => {
    let follows = 3;
    const { clock, read } = setUp(async () => ({
      ...STATE,
      follows: { pending: (follows += 1) },
    }));
    const { value } = await read();
    expect(value('pika_relay_follows{state="pending"}')).toBe(4);
    expect(value("pika_relay_oldest_undelivered_seconds")).toBe(61.5);
    expect(value('pika_relay_breaker_open{source="fal"}')).toBe(1);
    expect(value('pika_relay_breaker_open{source="pika"}')).toBe(0);
    await clock.advance(500);
    expect((await read()).value('pika_relay_follows{state="pending"}')).toBe(5);
  });

  // Each of 1,000 connections had the state read and rendered, and health checks waited for seconds.
  it("reads the state once for a crowd of requests", async () => {
    let reads = 0;
    const { clock, ask } = setUp(async () => {
      reads += 1;
      return STATE;
    });
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 200 }, ask));
      await clock.advance(99);
    }
    expect(reads).toBe(1);
  });

  it("begins each counter at 0, so that its first event counts", async () => {
    const { value } = await setUp().read();
    expect(value('pika_relay_polls_total{source="fal",result="job"}')).toBe(0);
    for (const platform of ["discord", "slack"]) {
      const labels = `platform="${platform}"`;
      expect(value(`pika_relay_deliveries_total{${labels},result="delivered"}`)).toBe(0);
      expect(value(`pika_relay_relayed_bytes_total{${labels}}`)).toBe(0);
      expect(value(`pika_relay_rate_limit_waits_total{${labels}}`)).toBe(0);
    }
  });

  it("answers with the counters and no claim about the rest if the state cannot be read", async () => {
    const relay = setUp(async () => {
      throw new Error("the store is down");
    });
    countAll(relay);
    const { value } = await relay.read();
    expect(value("pika_relay_oldest_undelivered_seconds")).toBeNaN();
    expect(value('pika_relay_follows{state="pending"}')).toBeUndefined();
    expect(value('pika_relay_relayed_bytes_total{platform="slack"}')).toBe(2_048);
    expect(relay.log.of("metrics.state_unreadable")).toHaveLength(1);
  });

  it("answers within 3 s if the state cannot be read in time", async () => {
    const { clock, read } = setUp(() => new Promise(() => {}));
    const reading = read();
    await clock.advance(3_000);
    expect((await reading).value("pika_relay_oldest_undelivered_seconds")).toBeNaN();
  });

  it("has the process's and the event loop's metrics, in Prometheus' format", async () => {
    const { ask, read } = setUp();
    const { families } = await read();
    const names = families.map(({ name }) => name);
    expect(names).toContain("process_resident_memory_bytes");
    expect(names).toContain("nodejs_eventloop_lag_p99_seconds");
    expect((await ask()).headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  it("has exactly the metrics, types, labels and meanings that docs/operations.md lists", async () => {
    const document = readFileSync(
      new URL("../../../../docs/operations.md", import.meta.url),
      "utf8",
    );
    const row = /^\| `(pika_relay_\w+)` +\| (\w+) +\| (.+?) +\| (.+?) +\|$/gm;
    const listed = [...document.matchAll(row)].map(([, name, type, labels = "", help]) => ({
      name,
      type,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
      help,
    }));
    const relay = setUp();
    countAll(relay);
    const { families, labelsOf } = await relay.read();
    const own = families.filter(({ name }) => name.startsWith("pika_relay_"));
    const served = own.map(({ name, type, help }) => ({
      name,
      type,
      labels: labelsOf(name),
      help,
    }));
    expect(served).toEqual(listed);
    expect(listed).toHaveLength(10);
  });
});

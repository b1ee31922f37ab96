import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../../core/ports/clock.ts";
import type { HttpEndpoint } from "../../core/ports/http-endpoint.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Metrics, ObservedRelay, RelayState } from "../../core/ports/metrics.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";

/** How long an answer waits for the state of the relay, in milliseconds. Prometheus gives up after 10 s by default. */
const READ_TIMEOUT_MS = 3_000;
/** How long requests share one answer, in milliseconds: a crowd of them must not keep the event loop from health checks. */
const SHARED_FOR_MS = 500;

/** Options of {@link PrometheusMetrics}. */
export interface PrometheusMetricsOptions {
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The metrics of the relay, its process and its event loop, for Prometheus. Reads the state of the relay when it is asked, at
 * most twice a second.
 */
export class PrometheusMetrics implements Metrics {
  readonly #options: PrometheusMetricsOptions;
  readonly #registry = new Registry();
  readonly #polls = new Counter({
    ...this.#named("polls_total", "Polls that a job API has answered, by the kind of its answer"),
    labelNames: ["source", "result"],
  });
  readonly #pollDuration = new Histogram({
    ...this.#named("poll_duration_seconds", "Time from the request of a poll to its answer"),
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  });
  readonly #pollLateness = new Histogram({
    ...this.#named("poll_lateness_seconds", "Time from when a poll was due to its beginning"),
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  });
  readonly #follows = new Gauge({
    ...this.#named("follows", "Open follows"),
    labelNames: ["state"],
  });
  readonly #deliveries = new Counter({
    ...this.#named("deliveries_total", "Attempts to deliver a result, by how they ended"),
    labelNames: ["platform", "result"],
  });
  readonly #deliveryDuration = new Histogram({
    ...this.#named(
      "delivery_duration_seconds",
      "Time that a successful attempt to deliver a result took, downloads and uploads included",
    ),
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
  });
  readonly #oldestUndelivered = new Gauge(
    this.#named(
      "oldest_undelivered_seconds",
      "Age of the oldest result that is known and not delivered, or 0",
    ),
  );
  readonly #relayedBytes = new Counter({
    ...this.#named("relayed_bytes_total", "Bytes of the files in posted results"),
    labelNames: ["platform"],
  });
  readonly #breakerOpen = new Gauge({
    ...this.#named(
      "breaker_open",
      "1 while a job API refuses the account, holds requests back or gives no proper answers, else 0",
    ),
    labelNames: ["source"],
  });
  readonly #rateLimitWaits = new Counter({
    ...this.#named(
      "rate_limit_waits_total",
      "Calls to a platform that its rate limit put off (on Discord by more than 5 seconds)",
    ),
    labelNames: ["platform"],
  });
  #observed: ObservedRelay | undefined;
  #answer: { readonly beganAtMs: number; readonly text: Promise<string> } | undefined;

  constructor(options: PrometheusMetricsOptions) {
    this.#options = options;
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Answers `GET /metrics` in Prometheus' text format. */
  get endpoint(): HttpEndpoint {
    return {
      method: "GET",
      path: "/metrics",
      maxBodyBytes: 0,
      handle: async () => {
        const headers = { "content-type": this.#registry.contentType };
        return new Response(await this.#shareAnswer(), { headers });
      },
    };
  }

  observe(relay: ObservedRelay): void {
    this.#observed = relay;
    // A counter that is missing until its first event would hide that event from `rate()`.
    for (const source of relay.sources) this.#polls.inc({ source, result: "job" }, 0);
    for (const platform of relay.platforms) {
      this.#deliveries.inc({ platform, result: "delivered" }, 0);
      this.#relayedBytes.inc({ platform }, 0);
      this.#rateLimitWaits.inc({ platform }, 0);
    }
  }

  polled({ source, result, durationMs }: Parameters<Metrics["polled"]>[0]): void {
    this.#polls.inc({ source, result });
    this.#pollDuration.observe(durationMs / 1000);
  }

  pollBegan(latenessMs: number): void {
    this.#pollLateness.observe(latenessMs / 1000);
  }

  attempted({ platform, result, durationMs }: Parameters<Metrics["attempted"]>[0]): void {
    this.#deliveries.inc({ platform, result });
    if (result === "delivered") this.#deliveryDuration.observe(durationMs / 1000);
  }

  relayed(platform: string, bytes: number): void {
    this.#relayedBytes.inc({ platform }, bytes);
  }

  rateLimited(platform: string): void {
    this.#rateLimitWaits.inc({ platform });
  }

  #shareAnswer(): Promise<string> {
    const nowMs = this.#options.clock.monotonicMs();
    if (!this.#answer || nowMs - this.#answer.beganAtMs >= SHARED_FOR_MS)
      this.#answer = { beganAtMs: nowMs, text: this.#render() };
    return this.#answer.text;
  }

  async #render(): Promise<string> {
    this.#show(await this.#readState());
    return this.#registry.metrics();
  }

  #named(name: string, help: string) {
    return { name: `pika_relay_${name}`, help, registers: [this.#registry] };
  }

  /** Resolves with `undefined` if the state cannot be read, or not in time: the counters are worth having without it. */
  async #readState(): Promise<RelayState | undefined> {
    const { clock, log } = this.#options;
    try {
      const reading = this.#observed?.readState();
      return reading && (await withTimeout(reading, { clock, timeoutMs: READ_TIMEOUT_MS }));
    } catch (err) {
      log.warn({ err }, "metrics.state_unreadable");
      return undefined;
    }
  }

  #show(state: RelayState | undefined): void {
    for (const gauge of [this.#follows, this.#oldestUndelivered, this.#breakerOpen]) gauge.reset();
    // An age of 0 would claim that all is delivered.
    this.#oldestUndelivered.set(state ? state.oldestUndeliveredMs / 1000 : Number.NaN);
    for (const [name, count] of Object.entries(state?.follows ?? {}))
      this.#follows.set({ state: name }, count);
    for (const [source, isOpen] of Object.entries(state?.isBreakerOpen ?? {}))
      this.#breakerOpen.set({ source }, isOpen ? 1 : 0);
  }
}

import type { Platform } from "../../core/channel/channel-ref.ts";
import type { SourceProblemKind } from "../../core/job/job.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { ProcessQueue } from "../../core/ports/processes/process-queue.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import type { JobSources } from "./sources/job-sources.ts";
import { Probe, PROBE_TIMEOUT_MS, type ProbeResult } from "./probe.ts";
import type { Readiness } from "./readiness.ts";

/** No follow has this key, and none needs to: reading it takes the same way as reading any other. */
const PROBE_KEY = "readiness";

/** Whether the relay does its work now, and why not. Contains no server, channel, job or person, and no address. */
export interface ReadinessReport {
  readonly ready: boolean;
  /** Why it is not ready: one phrase each; empty if it is. */
  readonly reasons: readonly string[];
  readonly store: ProbeResult;
  /** Absent if this process does all the work alone. */
  readonly queue?: ProbeResult;
  readonly platforms: Readonly<Record<string, "connected" | "not connected">>;
  /** The circuit breaker of each source, and why it is open. */
  readonly sources: Readonly<
    Record<string, { readonly breaker: "closed" | "open"; readonly reason?: SourceProblemKind }>
  >;
}

/** Options of {@link ReadinessCheck}. */
export interface ReadinessCheckOptions {
  readonly store: Pick<FollowStore, "get">;
  /** Absent if this process does all the work alone. */
  readonly queue?: Pick<ProcessQueue, "ping"> | undefined;
  readonly readiness: Pick<Readiness, "isReady" | "isConnected">;
  /** The enabled platforms. */
  readonly platforms: readonly Platform[];
  readonly sources: Pick<JobSources, "all">;
  readonly clock: Clock;
}

/**
 * Reports whether the relay is ready: it has started, its store and its queue answer, and commands arrive from every enabled
 * platform. A source that is out is reported, but leaves the relay ready: it is out for every process, and people still get
 * answers, above all that one.
 */
export class ReadinessCheck {
  readonly #options: ReadinessCheckOptions;
  readonly #store: Probe;
  readonly #queue: Probe | undefined;

  constructor(options: ReadinessCheckOptions) {
    const { store, queue, clock } = options;
    this.#options = options;
    this.#store = new Probe({ ask: () => store.get(PROBE_KEY), clock });
    this.#queue = queue && new Probe({ ask: () => queue.ping(), clock });
  }

  /** Resolves within a second; never rejects. */
  async report(): Promise<ReadinessReport> {
    const { readiness, platforms, sources } = this.#options;
    const [store, queue] = await Promise.all([this.#store.run(), this.#queue?.run()]);
    const missing = platforms.filter((platform) => !readiness.isConnected(platform));
    const reasons = [
      ...(store === "answers" ? [] : [REASONS.store[store]]),
      ...(queue === undefined || queue === "answers" ? [] : [REASONS.queue[queue]]),
      ...missing.map((platform) => `${platform} is not connected`),
    ];
    if (reasons.length === 0 && !readiness.isReady)
      reasons.push("the relay is starting or stopping");
    return {
      ready: reasons.length === 0,
      reasons,
      store,
      ...(queue && { queue }),
      platforms: Object.fromEntries(
        platforms.map((each) => [each, missing.includes(each) ? "not connected" : "connected"]),
      ),
      sources: Object.fromEntries(
        sources.all().map((source) => [source.name, breakerOf(source.breakerReason)]),
      ),
    };
  }
}

const REASONS = {
  store: {
    slow: `the store does not answer within ${PROBE_TIMEOUT_MS} ms`,
    fails: "the store cannot be read",
  },
  queue: {
    slow: `the queue does not answer within ${PROBE_TIMEOUT_MS} ms`,
    fails: "the queue cannot be reached",
  },
} as const;

const breakerOf = (reason: SourceProblemKind | undefined): ReadinessReport["sources"][string] =>
  reason === undefined ? { breaker: "closed" } : { breaker: "open", reason };

import type { Platform } from "../../core/channel/channel-ref.ts";
import type { SourceProblemKind } from "../../core/job/job.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { FollowStore } from "../../core/ports/stores.ts";
import { withTimeout } from "../../core/time/with-timeout.ts";
import type { JobSources } from "./sources/job-sources.ts";
import type { Readiness } from "./readiness.ts";

/** How long the store may take, in milliseconds. Kubernetes waits 1 s for the answer of a probe unless told otherwise. */
const STORE_TIMEOUT_MS = 800;
/** How long reports share one read, in milliseconds. After that, its answer may have been lost. */
const READ_SHARED_FOR_MS = 5_000;
/** No follow has this key, and none needs to: reading it takes the same way as reading any other. */
const PROBE_KEY = "readiness";

/** Whether the relay does its work now, and why not. Contains no server, channel, job or person, and no address. */
export interface ReadinessReport {
  readonly ready: boolean;
  /** Why it is not ready: one phrase each; empty if it is. */
  readonly reasons: readonly string[];
  readonly store: "answers" | "fails" | "slow";
  readonly platforms: Readonly<Record<string, "connected" | "not connected">>;
  /** The circuit breaker of each source, and why it is open. */
  readonly sources: Readonly<
    Record<string, { readonly breaker: "closed" | "open"; readonly reason?: SourceProblemKind }>
  >;
}

/** Options of {@link ReadinessCheck}. */
export interface ReadinessCheckOptions {
  readonly store: Pick<FollowStore, "get">;
  readonly readiness: Pick<Readiness, "isReady" | "isConnected">;
  /** The enabled platforms. */
  readonly platforms: readonly Platform[];
  readonly sources: Pick<JobSources, "all">;
  readonly clock: Clock;
}

/**
 * Reports whether the relay is ready: it has started, its store answers, and commands arrive from every enabled platform. A
 * source that is out is reported, but leaves the relay ready: it is out for every process, and people still get answers,
 * above all that one.
 */
export class ReadinessCheck {
  readonly #options: ReadinessCheckOptions;
  /** The read in progress, which all reports share, so that frequent checks add nothing to a store that hangs. */
  #reading:
    | { readonly beganAtMs: number; readonly result: Promise<"answers" | "fails"> }
    | undefined;

  constructor(options: ReadinessCheckOptions) {
    this.#options = options;
  }

  /** Resolves within a second; never rejects. */
  async report(): Promise<ReadinessReport> {
    const { readiness, platforms, sources, clock } = this.#options;
    const store = await withTimeout(this.#shareRead(), {
      clock,
      timeoutMs: STORE_TIMEOUT_MS,
      fallback: () => "slow" as const,
    });
    const missing = platforms.filter((platform) => !readiness.isConnected(platform));
    const reasons = [
      ...(store === "answers" ? [] : [STORE_REASONS[store]]),
      ...missing.map((platform) => `${platform} is not connected`),
    ];
    if (reasons.length === 0 && !readiness.isReady)
      reasons.push("the relay is starting or stopping");
    return {
      ready: reasons.length === 0,
      reasons,
      store,
      platforms: Object.fromEntries(
        platforms.map((each) => [each, missing.includes(each) ? "not connected" : "connected"]),
      ),
      sources: Object.fromEntries(
        sources.all().map((source) => [source.name, breakerOf(source.breakerReason)]),
      ),
    };
  }

  async #shareRead(): Promise<"answers" | "fails"> {
    const { store, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const isLost = this.#reading && nowMs - this.#reading.beganAtMs >= READ_SHARED_FOR_MS;
    if (this.#reading && !isLost) return this.#reading.result;
    const result = store.get(PROBE_KEY).then(
      () => "answers" as const,
      () => "fails" as const,
    );
    const reading = { beganAtMs: nowMs, result };
    this.#reading = reading;
    void result.then(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    return result;
  }
}

const STORE_REASONS = {
  slow: `the store does not answer within ${STORE_TIMEOUT_MS} ms`,
  fails: "the store cannot be read",
} as const;

const breakerOf = (reason: SourceProblemKind | undefined): ReadinessReport["sources"][string] =>
  reason === undefined ? { breaker: "closed" } : { breaker: "open", reason };

import type { Platform } from "../channel/channel-ref.ts";
import type { FollowState } from "../follow/follow.ts";
import type { MediaErrorCode, PlatformErrorCode } from "../errors.ts";
import type { PollResult } from "../job/job.ts";

/**
 * How an attempt to deliver a result ended: `failed` is everything without a code of its own. `quarantined`: there are no more
 * attempts, because polls of the job or attempts before have ended several processes.
 */
export type DeliveryResult =
  | "delivered"
  | PlatformErrorCode
  | MediaErrorCode
  | "quarantined"
  | "failed";

/** What is not counted, but read. */
export interface RelayState {
  /** How many open follows are in each state. */
  readonly follows: Readonly<Partial<Record<FollowState, number>>>;
  /** How long the oldest settled follow waits for its delivery, in milliseconds; 0 if none waits. */
  readonly oldestUndeliveredMs: number;
  /** Whether each source's circuit breaker is open, by the source's name. */
  readonly isBreakerOpen: Readonly<Record<string, boolean>>;
}

/** What there is to watch. */
export interface ObservedRelay {
  readonly platforms: readonly Platform[];
  /** The names of the enabled sources. */
  readonly sources: readonly string[];
  /** Called whenever the metrics are asked for. May reject: then the rest of the metrics is answered. */
  readState(): Promise<RelayState>;
}

/**
 * Counts what the relay does, for those who operate it. No call throws. No call gets a server, channel, job or person, so that
 * none can appear in a metric.
 */
export interface Metrics {
  /** A source has answered a poll. */
  polled(poll: {
    readonly source: string;
    readonly result: PollResult["kind"];
    readonly durationMs: number;
  }): void;
  /** A poll has begun, so long after it was due. */
  pollBegan(latenessMs: number): void;
  /** An attempt to deliver a result has ended. */
  attempted(delivery: {
    readonly platform: Platform;
    readonly result: DeliveryResult;
    readonly durationMs: number;
  }): void;
  /** Files of results were posted. */
  relayed(platform: Platform, bytes: number): void;
  /** A platform asked the relay to wait, because of its rate limit. */
  rateLimited(platform: Platform): void;
  /** Says what there is to watch. Call it once, before anything is counted. */
  observe(relay: ObservedRelay): void;
}

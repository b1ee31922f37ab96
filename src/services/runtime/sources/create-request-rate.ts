import type { RequestRate } from "../../../core/job/request-rate.ts";
import { RequestRateLimiter } from "../../../core/job/request-rate-limiter.ts";
import type { Clock } from "../../../core/ports/clock.ts";
import type { JobSource } from "../../../core/ports/job-source.ts";
import type { SharedRateLimit } from "../../../core/ports/processes/shared-rate-limit.ts";
import { SharedRequestRate } from "./shared-request-rate.ts";

/** Options of {@link createRequestRate}. */
export interface RequestRateOptions {
  readonly api: Pick<JobSource, "name" | "limits">;
  /** Requests per second, all kinds together. The API's own limit counts if it is lower. */
  readonly maxPerSecond: number;
  /** With it, the limit is that of all processes together. Default: of this process. */
  readonly sharedLimit?: SharedRateLimit | undefined;
  readonly clock: Clock;
}

/** The rate of requests to one API. `closing` aborts when no request may start any more. */
export function createRequestRate(
  { api: { name: api, limits }, sharedLimit: limit, clock, ...options }: RequestRateOptions,
  closing: AbortSignal,
): RequestRate {
  const maxPerSecond = Math.min(options.maxPerSecond, limits.maxPerSecond ?? options.maxPerSecond);
  return limit
    ? new SharedRequestRate({ api, limit, maxPerSecond, closing, clock })
    : new RequestRateLimiter(maxPerSecond);
}

/**
 * Rate limits as Discord enforces them, for tests of bursts: 50 requests a second per bot, and a route's own limit per
 * channel. Answers to interactions count for neither. If switched off, the headers describe a bucket that is never empty.
 */
import { createHash } from "node:crypto";
import type { Route, RouteAnswer } from "./route.ts";
import type { DiscordState } from "../discord-state.ts";

type Clock = Pick<DiscordState, "now">;

const GLOBAL = { count: 50, windowMs: 1000 };
const ENDLESS = { count: 1000, windowMs: 1000 };

/** Counts requests per route and channel. */
export interface RateLimiter {
  /** Counts a request. Returns the headers of its answer, and a refusal if there are too many. */
  take(route: Route, place: string): { headers: Record<string, string>; refusal?: RouteAnswer };
}

interface Bucket {
  used: number;
  endsAt: number;
}

/** Creates a rate limiter. Nothing is counted unless `enforced`. */
export function createRateLimiter(clock: Clock, enforced: boolean): RateLimiter {
  const buckets = new Map<string, Bucket>();
  /** Returns the bucket after this request, which is not counted if the bucket is full. */
  const count = (key: string, { count: max, windowMs }: typeof GLOBAL) => {
    const now = clock.now();
    const running = buckets.get(key);
    const bucket = running && running.endsAt > now ? running : { used: 0, endsAt: now + windowMs };
    buckets.set(key, bucket);
    const isFull = bucket.used >= max;
    if (!isFull) bucket.used += 1;
    return { isFull, remaining: max - bucket.used, waitMs: bucket.endsAt - now };
  };
  return {
    take: (route, place) => {
      const key = `${route.method} ${route.path} ${place}`;
      const limit = route.limit ?? ENDLESS;
      if (!enforced) {
        const idle = { remaining: ENDLESS.count - 1, waitMs: ENDLESS.windowMs };
        return { headers: toHeaders(clock, key, { ...idle, max: ENDLESS.count }) };
      }
      const everything = route.open ? undefined : count("", GLOBAL);
      if (everything?.isFull) {
        const scope = { "x-ratelimit-global": "true", "x-ratelimit-scope": "global" };
        return { headers: scope, refusal: refuse(everything.waitMs, true) };
      }
      const { isFull, remaining, waitMs } = count(key, limit);
      const headers = toHeaders(clock, key, { max: limit.count, remaining, waitMs });
      if (!isFull) return { headers };
      return {
        headers: { ...headers, "x-ratelimit-scope": "user" },
        refusal: refuse(waitMs, false),
      };
    },
  };
}

function toHeaders(
  clock: Clock,
  key: string,
  { max, remaining, waitMs }: { max: number; remaining: number; waitMs: number },
): Record<string, string> {
  return {
    "x-ratelimit-limit": String(max),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": ((clock.now() + waitMs) / 1000).toFixed(3),
    "x-ratelimit-reset-after": (waitMs / 1000).toFixed(3),
    "x-ratelimit-bucket": createHash("md5").update(key).digest("hex"),
  };
}

const refuse = (waitMs: number, global: boolean): RouteAnswer => ({
  status: 429,
  headers: toRetryAfter(waitMs),
  body: { message: "You are being rate limited.", retry_after: waitMs / 1000, global },
});

/** The header has whole seconds. */
export const toRetryAfter = (waitMs: number): Record<string, string> => ({
  "retry-after": String(Math.ceil(waitMs / 1000)),
});

/**
 * Promise: setting the wall clock neither floods Discord nor keeps messages back.
 *
 * Why around discord.js 14.28.1 (@discordjs/rest 2.6.3): it records the end of a rate limit by the wall clock. If that clock
 * is set back by an hour, it sends fifty more requests, or none if a limit was just reached, and then nothing for an hour.
 * So it is made to forget its limits; Discord repeats those that still hold.
 */
import { RateLimitError, type REST } from "discord.js";
import { PlatformError } from "../../../core/errors.ts";

/** The wall clock and the monotonic one drift less than this between two requests, unless the wall clock is set. */
const JUMP_MS = 1_000;

interface ClockWatch {
  /** How far the wall clock is ahead of the monotonic one. */
  aheadMs: number;
  jumps: number;
}

const watches = new WeakMap<REST, ClockWatch>();

/**
 * Makes a request of `rest` with rate limits that survive a jump of the wall clock. Rejects as the request does, or with a
 * PlatformError if the clock jumped while the request waited.
 */
export async function withinRateLimits<T>(rest: REST, request: () => Promise<T>): Promise<T> {
  const jumpsBefore = countJumps(rest);
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof RateLimitError) || countJumps(rest) === jumpsBefore) throw error;
    throw new PlatformError("rate_limited", "the clock was set while the request waited its turn");
  }
}

function countJumps(rest: REST): number {
  const aheadMs = Date.now() - performance.now();
  const watch = watches.get(rest) ?? { aheadMs, jumps: 0 };
  watches.set(rest, watch);
  if (Math.abs(aheadMs - watch.aheadMs) > JUMP_MS) {
    watch.jumps += 1;
    // Requests that are waiting keep their old handler, which rejects them.
    rest.handlers.clear();
    rest.globalReset = -1;
    rest.globalDelay = null;
    rest.globalRemaining = rest.options.globalRequestsPerSecond;
  }
  watch.aheadMs = aheadMs;
  return watch.jumps;
}

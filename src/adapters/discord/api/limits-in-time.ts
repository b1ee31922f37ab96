import { RateLimitError, type REST } from "discord.js";
import { PlatformError } from "../../../core/errors.ts";

/** The wall clock and the steady one drift apart by less between two requests, unless somebody sets the wall clock. */
const JUMP_MS = 1_000;

/**
 * Makes requests of `rest` in a way that survives a wall clock that is set. By that clock discord.js notes when its rate
 * limits end: set back by an hour, it would send fifty more requests, or none where a limit was just reached, and then
 * nothing for an hour. So it is made to forget its limits; those that Discord still holds, Discord will tell again.
 */
export function keepLimitsInTime(rest: REST): <T>(request: () => Promise<T>) => Promise<T> {
  let aheadMs = readAheadMs();
  let jumps = 0;
  const lookAtClock = (): number => {
    const nowAheadMs = readAheadMs();
    if (Math.abs(nowAheadMs - aheadMs) > JUMP_MS) {
      jumps += 1;
      // What waits its turn keeps its old handler, which refuses it.
      rest.handlers.clear();
      rest.globalReset = -1;
      rest.globalDelay = null;
      rest.globalRemaining = rest.options.globalRequestsPerSecond;
    }
    aheadMs = nowAheadMs;
    return jumps;
  };
  return async (request) => {
    const jumpsBefore = lookAtClock();
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof RateLimitError) || lookAtClock() === jumpsBefore) throw error;
      throw new PlatformError(
        "rate_limited",
        "the clock was set while the request waited its turn",
      );
    }
  };
}

const readAheadMs = (): number => Date.now() - performance.now();

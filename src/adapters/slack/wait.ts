import { PlatformError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";
import { sleep } from "../../core/time/sleep.ts";

/** Resolves after `delayMs`; rejects with a PlatformError `unavailable` as soon as `signal` aborts. */
export async function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(clock, delayMs, signal);
  } catch (error) {
    throw new PlatformError("unavailable", "stopped while waiting for Slack", { cause: error });
  }
}

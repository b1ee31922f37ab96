import { PlatformError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports/clock.ts";

/** Resolves after `delayMs`; rejects with a PlatformError `unavailable` as soon as `signal` aborts. */
export function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopped = (): void => {
      cancel();
      reject(new PlatformError("unavailable", "stopped while waiting for Slack"));
    };
    const cancel = clock.setTimer(delayMs, () => {
      signal?.removeEventListener("abort", stopped);
      resolve();
    });
    if (signal?.aborted) stopped();
    else signal?.addEventListener("abort", stopped, { once: true });
  });
}

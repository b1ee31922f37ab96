import type { Clock } from "../../core/ports/clock.ts";

/** Resolves after `delayMs` of the clock's time; rejects with the signal's reason should that come first. */
export function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.setTimer(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** What the promise comes to, or undefined after `delayMs`; no timer is left behind. */
export async function within<T>(
  promise: Promise<T>,
  clock: Clock,
  delayMs: number,
): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([
      promise,
      wait(clock, delayMs, over.signal).then(
        () => undefined,
        () => undefined,
      ),
    ]);
  } finally {
    over.abort();
  }
}

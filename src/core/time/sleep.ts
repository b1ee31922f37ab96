import type { Clock } from "../ports/clock.ts";
import { rejectOnAbort } from "./reject-on-abort.ts";

/**
 * Resolves after `delayMs`. Rejects with the signal's reason as soon as `signal` aborts (at once if it already has). Leaves
 * no timer behind.
 */
export async function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.setTimer(delayMs, resolve);
  try {
    await rejectOnAbort(promise, signal);
  } finally {
    cancel();
  }
}

/** Like {@link sleep}, but resolves with `true` once `delayMs` have passed, or with `false` if `signal` aborts. */
export const isSleptThrough = (
  clock: Clock,
  delayMs: number,
  signal: AbortSignal,
): Promise<boolean> =>
  sleep(clock, delayMs, signal).then(
    () => true,
    () => false,
  );

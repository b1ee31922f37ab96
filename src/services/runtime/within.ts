import type { Clock } from "../../core/ports/clock.ts";

/** What `promise` comes to, or undefined after `delayMs`; it goes on all the same. No timer is left behind. */
export async function within<T>(
  clock: Clock,
  delayMs: number,
  promise: Promise<T>,
): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const cancel = clock.setTimer(delayMs, () => late.resolve(undefined));
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    cancel();
  }
}

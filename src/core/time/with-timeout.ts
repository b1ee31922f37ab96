import type { Clock } from "../ports/clock.ts";

interface Timeout {
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/**
 * Settles like `promise`, or after `timeoutMs` like `fallback`, which may throw; without one it then resolves with
 * `undefined`. The work behind `promise` continues; if it rejects later, the rejection counts as handled. Leaves no timer
 * behind.
 */
export async function withTimeout<T>(promise: Promise<T>, options: Timeout): Promise<T | undefined>;
export async function withTimeout<T, F>(
  promise: Promise<T>,
  options: Timeout & { readonly fallback: () => F },
): Promise<T | F>;
export async function withTimeout<T, F>(
  promise: Promise<T>,
  { clock, timeoutMs, fallback }: Timeout & { readonly fallback?: () => F },
): Promise<T | F | undefined> {
  const late = Promise.withResolvers<void>();
  const cancel = clock.setTimer(timeoutMs, late.resolve);
  try {
    return await Promise.race([promise, late.promise.then(() => fallback?.())]);
  } finally {
    cancel();
  }
}

import type { Clock } from "../ports/clock.ts";

interface Timeout {
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/**
 * Settles as `promise` does, or after `timeoutMs` as `fallback` does, which may throw; without one it resolves with
 * `undefined` then. What `promise` stands for goes on; if it rejects later, the rejection counts as handled. Leaves no
 * timer behind.
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

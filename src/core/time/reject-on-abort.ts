/**
 * Settles like `promise`, or rejects with the signal's reason as soon as `signal` aborts (at once if it already has). The
 * work behind `promise` continues; if it rejects later, the rejection counts as handled.
 */
export async function rejectOnAbort<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return promise;
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([aborted.promise, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** When an attempt has to end: after a time, or because the caller says so. */
export interface Deadline {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `attempt` with a signal that aborts at the deadline, and rejects then, even where the attempt does not listen: a
 * request that undici still has to connect for notices its signal only once it is connected.
 */
export async function withDeadline<T>(
  { timeoutMs, signal }: Deadline,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new Error("aborted before it began");
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (error: DOMException): void => {
    controller.abort(error);
    reject(error);
  };
  const onAbort = (): void => end(new DOMException("the caller gave up", "AbortError"));
  const onTimeout = (): void =>
    end(new DOMException(`no answer within ${timeoutMs} ms`, "TimeoutError"));
  const timer = setTimeout(onTimeout, timeoutMs);
  signal?.addEventListener("abort", onAbort);
  try {
    const running = attempt(controller.signal);
    // The loser of the race may reject later, when nobody looks any more.
    running.catch(() => undefined);
    return await Promise.race([running, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

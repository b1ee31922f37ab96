import type { Clock } from "../../core/ports/clock.ts";
import { rejectOnAbort } from "../../core/time/reject-on-abort.ts";

/** When an attempt has to end: after a time, or when the caller aborts. */
export interface Deadline {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `attempt` with a signal that aborts at the deadline, and settles as it does. Rejects at the deadline even if the
 * attempt does not listen: a request that undici still has to connect for notices its signal only once it is connected.
 * An aborted signal lets no attempt begin.
 */
export async function withDeadline<T>(
  { clock, timeoutMs, signal }: Deadline,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  // Not `AbortSignal.any`: its signals are collected late, and each poll makes one.
  const end = new AbortController();
  const onAbort = (): void => end.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const cancel = clock.setTimer(timeoutMs, () =>
    end.abort(new DOMException(`no answer within ${timeoutMs} ms`, "TimeoutError")),
  );
  try {
    return await rejectOnAbort(attempt(end.signal), end.signal);
  } finally {
    cancel();
    signal?.removeEventListener("abort", onAbort);
  }
}

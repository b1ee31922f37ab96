import { RelayError } from "../core/errors.ts";
import type { Clock } from "../core/ports/clock.ts";
import type { Logger } from "../core/ports/logger.ts";
import { retry } from "../core/time/retry.ts";

/** How long a start is begun again while a server is away, in milliseconds: the server may be starting, too. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 250;

/** Options of {@link retryStart}. */
export interface RetryStartOptions {
  /** Aborts at a stop. */
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Starts the relay. This is the one place that waits for the servers of the store and the queue: whatever step fails because one
 * of them is away, the start begins again from nothing. Rejects with the last error, or with the reason of a stop.
 */
export function retryStart(
  attempt: () => Promise<void>,
  { stopping, clock, log }: RetryStartOptions,
): Promise<void> {
  const giveUpAt = clock.monotonicMs() + PATIENCE_MS;
  const delayMs = (err: unknown, failures: number): number | undefined => {
    if (!isServerAway(err) || clock.monotonicMs() >= giveUpAt) return undefined;
    if (failures === 1) log.warn({ err }, "relay.start_delayed");
    return PAUSE_MS;
  };
  return retry(attempt, { clock, delayMs, signal: stopping });
}

function isServerAway(error: unknown): boolean {
  if (!(error instanceof RelayError)) return false;
  const { code } = error;
  return (
    code === "server_unavailable" || code === "store_unavailable" || code === "queue_unavailable"
  );
}

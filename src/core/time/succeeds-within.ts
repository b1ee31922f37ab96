import type { Clock } from "../ports/clock.ts";
import { sleep } from "./sleep.ts";

const PAUSE_MS = 200;

/**
 * Calls `attempt` until it resolves with `true`, and resolves with that; with `false` if it has not after `patienceMs`. It is
 * called once at least, with pauses of 200 ms. Unlike `retry`, rejects as soon as an attempt does.
 */
export async function succeedsWithin(
  attempt: () => Promise<boolean>,
  { clock, patienceMs }: { readonly clock: Clock; readonly patienceMs: number },
): Promise<boolean> {
  const giveUpAt = clock.monotonicMs() + patienceMs;
  while (!(await attempt())) {
    if (clock.monotonicMs() > giveUpAt) return false;
    await sleep(clock, PAUSE_MS);
  }
  return true;
}

import type { Clock } from "../ports/clock.ts";
import { sleep } from "./sleep.ts";

/** How long other work of the process waits at most, in milliseconds. A person who types a command does not notice it. */
const TURN_MS = 10;

/** Goes through things of which there may be a million, and lets other work of the process come between. */
export async function* inTurns<T>(all: Iterable<T>, clock: Clock): AsyncGenerator<T, void> {
  let beganMs = clock.monotonicMs();
  for (const each of all) {
    yield each;
    if (clock.monotonicMs() - beganMs < TURN_MS) continue;
    await sleep(clock, 0);
    beganMs = clock.monotonicMs();
  }
}

import { QueueError } from "../../../src/core/errors.ts";
import type { Clock } from "../../../src/core/ports/clock.ts";
import type {
  SharedRateLimit,
  WantedStarts,
} from "../../../src/core/ports/processes/shared-rate-limit.ts";
import { sleep } from "../../../src/core/time/sleep.ts";

/** A limit that several rates share in one process. */
export class FakeSharedRateLimit implements SharedRateLimit {
  readonly #clock: Clock;
  #nextMs = Number.NEGATIVE_INFINITY;
  /** How many starts each call has asked for. */
  readonly wanted: number[] = [];
  /** How long an answer takes, in milliseconds. */
  answerMs = 1;
  /** Whether every call fails. */
  isAway = false;
  /** How far ahead starts are handed out, in milliseconds. */
  horizonMs = 1_000;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(_api: string, { count, gapMs, extraGapMs }: WantedStarts): Promise<readonly number[]> {
    this.wanted.push(count);
    const nowMs = this.#clock.monotonicMs() + this.answerMs;
    await sleep(this.#clock, this.answerMs);
    if (this.isAway) throw new QueueError("the queue is away");
    const starts: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const startMs = Math.max(this.#nextMs, nowMs);
      if (startMs > nowMs + this.horizonMs) break;
      starts.push(startMs);
      this.#nextMs = startMs + gapMs + (index === 0 ? extraGapMs : 0);
    }
    return starts;
  }
}

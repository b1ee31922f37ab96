import type { Holding } from "../../core/ports/processes/partitions.ts";

/** How much earlier than the lock the lease ends, as a part of the lock: clocks run at different speeds. */
const MARGIN = 0.1;

/**
 * A partition that this process has taken, until its work has settled: until when it is surely its own, and the signals that
 * end the work.
 */
export class PartitionLease {
  readonly partition: number;
  readonly jobId: string;
  readonly token: string;
  readonly holding: Holding;
  readonly #leaseMs: number;
  readonly #ending = new AbortController();
  readonly #lost = new AbortController();
  /** Until when the partition is surely this process's, in monotonic milliseconds. */
  until: number;
  /** Whether the queue no longer knows that this process has it. */
  hasLostJob = false;

  /** `sentAt`: when the request left that took it, in monotonic milliseconds. */
  constructor(options: { jobId: string; token: string; lockMs: number; sentAt: number }) {
    this.jobId = options.jobId;
    this.token = options.token;
    this.partition = Number(options.jobId.slice(PREFIX.length));
    this.#leaseMs = options.lockMs * (1 - MARGIN);
    this.until = options.sentAt + this.#leaseMs;
    this.holding = {
      partition: this.partition,
      ending: this.#ending.signal,
      lost: this.#lost.signal,
    };
  }

  /** BullMQ takes no number as an id. */
  static toJobId(partition: number): string {
    return `${PREFIX}${partition}`;
  }

  get isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  get isLost(): boolean {
    return this.#lost.signal.aborted;
  }

  /** Whether no other process can have it. Once this is false, it stays false. */
  isSure(nowMs: number): boolean {
    if (nowMs >= this.until) this.lose();
    return !this.isLost;
  }

  /** A renewal that was sent at `sentAt` has succeeded. */
  extend(sentAt: number): void {
    this.until = Math.max(this.until, sentAt + this.#leaseMs);
  }

  /** Asks the work to end soon. */
  end(): void {
    this.#ending.abort();
  }

  /** Ends the work at once: another process may have the partition. */
  lose(): void {
    this.#ending.abort();
    this.#lost.abort();
  }

  /** The same, because the queue has lost the job or given it to another process. */
  loseJob(): void {
    this.hasLostJob = true;
    this.lose();
  }
}

const PREFIX = "partition-";
